import { execFile } from 'node:child_process'
import { HostError, type HostProblem, shown } from '../errors.js'

/** The only commands of svn that are run: all of them read. */
export type SvnCommand = 'info' | 'log' | 'diff'

/** How one run of svn is bounded. */
export interface SvnOptions {
  /** Folder of ours that svn takes for its configuration: no helper, tunnel or proxy of the machine is heard of. */
  readonly configuration: string
  /** Longest run in milliseconds. Default 120,000. */
  readonly timeoutMs?: number
  /** Longest output in bytes. Default 64 MiB. */
  readonly maxBytes?: number
}

const FIXED = ['--non-interactive', '--no-auth-cache']

/**
 * Runs svn without a shell, with an environment built from nothing. Options are fixed words of ours; the target comes
 * behind `--`, always with a peg revision, so that an @ in it is part of a name.
 */
export const runSvn = (
  command: SvnCommand,
  options: readonly string[],
  target: { readonly url: string; readonly peg?: number },
  { configuration, timeoutMs = 120_000, maxBytes = 64 * 1_048_576 }: SvnOptions,
): Promise<string> => {
  const args = [command, ...options, ...FIXED, '--config-dir', configuration, '--', `${target.url}@${target.peg ?? ''}`]
  return new Promise((resolve, reject) => {
    const settings = {
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
      timeout: timeoutMs,
      maxBuffer: maxBytes,
      killSignal: 'SIGKILL' as const,
    }
    execFile('svn', args, settings, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const code = problemIn(error as NodeJS.ErrnoException & { killed?: boolean }, stderr)
      const said = code === 'no_program' ? 'svn is not installed' : (stderr.trim().split('\n')[0] ?? '')
      reject(new HostError(code, `svn ${command} ${shown(target.url)}: ${said}`, { cause: error }))
    })
  })
}

const PATTERNS: readonly (readonly [RegExp, HostProblem])[] = [
  [/E170001|E215004|E220001/, 'unauthorized'],
  [/E230001|E200014|E175011|E170011/, 'refused'],
  [/E160013|E160006|E200009|E170000|E180001|W160013|E205000/, 'not_found'],
  [/E170013|E670002|E000111|E000110|E210002/, 'unavailable'],
]

const problemIn = (error: NodeJS.ErrnoException & { killed?: boolean }, stderr: string): HostProblem => {
  if (error.code === 'ENOENT') return 'no_program'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'too_large'
  if (error.killed) return 'timeout'
  return PATTERNS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'unavailable'
}
