import { type JunitReport, readJunit } from '@heimgewebe/reports'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { CONFIG, type Config } from '../config.js'
import { readArtefact } from './sandbox/read-artefact.js'
import type { RunIdentity } from './result-store.js'
import type { Sandbox } from './sandbox/sandbox.js'
import type { SandboxOutcome, SandboxShare } from './sandbox/sandbox-types.js'
import { treeFingerprint } from './tree-fingerprint.js'

/** What a guard asks for. */
export interface GuardCommand {
  readonly command: string
  /** Path of the JUnit XML that it writes, relative to the checkout. */
  readonly junit?: string
  readonly time_limit_seconds: number
  readonly memory_limit_mib: number
}

/** The report of a run, or why there is none. */
export type RunReport =
  | { readonly state: 'none' }
  | { readonly state: 'missing'; readonly path: string }
  | { readonly state: 'refused'; readonly path: string; readonly reason: string }
  | { readonly state: 'read'; readonly report: JunitReport }

const MIB = 2 ** 20

/** Runs a guard's command on a folder of files, reads its report, and leaves nothing behind. */
@Injectable()
export class GuardRunner {
  private readonly log = new Logger('guards')

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Lends a fresh, empty folder of the sandbox, and removes it afterwards whatever is in it then. */
  async within<Result>(sandbox: Sandbox, use: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = await sandbox.newFolder()
    try {
      return await use(folder)
    } finally {
      // What cannot be removed now is removed at the next start; the result stands.
      await sandbox.removeFolder(folder).catch((error: unknown) => this.log.warn(error))
    }
  }

  /** What makes another run of this guard on these files the same run. */
  async identify(folder: string, repository: string, guard: GuardCommand, prepared?: string): Promise<RunIdentity> {
    const { command, junit, time_limit_seconds, memory_limit_mib } = guard
    return {
      repository,
      tree: await treeFingerprint(folder),
      command,
      time_limit_seconds,
      memory_limit_mib,
      ...(junit === undefined ? {} : { junit }),
      ...(prepared === undefined ? {} : { prepared }),
    }
  }

  /** Runs the command on the files in a folder and reads its report. Rejects where it could not be started. */
  async run(
    sandbox: Sandbox,
    folder: string,
    guard: GuardCommand,
    signal: AbortSignal,
    shares: readonly SandboxShare[] = [],
  ): Promise<{ outcome: SandboxOutcome; report: RunReport }> {
    const { processes, fileBytes } = this.config
    const limits = {
      seconds: guard.time_limit_seconds,
      memoryBytes: guard.memory_limit_mib * MIB,
      processes,
      fileBytes,
    }
    const outcome = await sandbox.run({ folder, command: guard.command, limits, signal, shares })
    return { outcome, report: await reportIn(folder, guard.junit) }
  }
}

const reportIn = async (folder: string, path: string | undefined): Promise<RunReport> => {
  if (path === undefined) return { state: 'none' }
  const artefact = await readArtefact(folder, path.replace(/^\.\//, ''))
  if (artefact.state === 'missing') return { state: 'missing', path }
  if (artefact.state === 'refused') return { ...artefact, path }
  const reading = readJunit(artefact.text)
  return reading.state === 'read' ? reading : { ...reading, path }
}
