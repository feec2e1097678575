/** What one run may use at most. */
export interface SandboxLimits {
  /** Wall time in seconds; the whole tree is killed afterwards. */
  readonly seconds: number
  /** Memory of the whole tree, in bytes. */
  readonly memoryBytes: number
  /** Processes and threads at the same time. */
  readonly processes: number
  /** Largest file that may be written, in bytes. */
  readonly fileBytes: number
}

/** A folder of the host that a run is shown besides its own. */
export interface SandboxShare {
  readonly from: string
  /** Where a command finds it; an absolute path. */
  readonly to: string
  /** False: nothing in it can be changed by the run, whoever owns it. */
  readonly writable: boolean
}

/** One command to run. */
export interface SandboxRun {
  /** Folder of the host that the command may write to, and finds as its working folder. Made by `newFolder`. */
  readonly folder: string
  /** Given to `/bin/sh -c`. */
  readonly command: string
  readonly limits: SandboxLimits
  /** Ends the run early: the whole tree is killed. */
  readonly signal?: AbortSignal
  /** Further folders, beside `folder` or below it. Default none. */
  readonly shares?: readonly SandboxShare[]
  /** Folder of the host for the home folder of the run. Default: one in memory, of 64 MiB. */
  readonly home?: string
  /** Unix socket of a proxy of ours, the only way out of the network of the run. Default: there is no way out. */
  readonly door?: string
}

/** Why a run was ended from outside; absent where the command ended by itself. */
export type Stopped = 'time' | 'memory' | 'output' | 'disk' | 'shutdown'

/** How a run ended. */
export interface SandboxOutcome {
  /** Exit code of the command, 128 + n for signal n; undefined where it was killed from outside or never began. */
  readonly exitCode: number | undefined
  /** False where the sandbox itself could not be set up; `output` then says why. */
  readonly began: boolean
  readonly stopped: Stopped | undefined
  /** True where the kernel killed a process of the run for its memory. */
  readonly outOfMemory: boolean
  readonly seconds: number
  /** End of standard output and standard error, in the order of writing. Hostile. */
  readonly output: string
  readonly outputBytes: number
}

/** What the sandbox is built from on this machine. */
export interface SandboxParts {
  /** Path of the bubblewrap binary. */
  readonly bwrap: string
  /** As it names itself, such as `0.8.0`. */
  readonly version: string
  /** True where bubblewrap can forbid nested user namespaces by itself (0.8 and later). */
  readonly disablesUserNamespaces: boolean
  /** User of the host that runs are started as; undefined where this process is not root and stays who it is. */
  readonly user: number | undefined
  /** Folder that holds the folders of the runs. */
  readonly root: string
  /** Files that stand in for those of the host's /etc, by name. */
  readonly etc: string
  /** Further folders to show read-only, each with its `bin` on the PATH. */
  readonly toolFolders: readonly string[]
  /** File with the compiled system call filter; undefined where this processor has none. */
  readonly filter: string | undefined
  /** Program that leads connections of a run to its door, and its script. */
  readonly node: string
  readonly forwarder: string
  /** Further shared libraries for the bubblewrap binary itself. */
  readonly libraries: string | undefined
}
