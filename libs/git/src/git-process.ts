import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { GitError, problemIn } from './errors.js'
import { FIXED_SETTINGS, type Reach, gitEnvironment } from './git-environment.js'

/** The only commands of git that this library runs. */
export type GitCommand =
  | 'apply'
  | 'cat-file'
  | 'checkout-index'
  | 'commit-graph'
  | 'commit-tree'
  | 'config'
  | 'diff-tree'
  | 'fetch'
  | 'for-each-ref'
  | 'hash-object'
  | 'init'
  | 'log'
  | 'ls-remote'
  | 'ls-tree'
  | 'merge-base'
  | 'pack-objects'
  | 'push'
  | 'read-tree'
  | 'rev-list'
  | 'update-index'
  | 'update-ref'
  | 'write-tree'

/** How one run of git is bounded. */
export interface GitOptions extends Reach {
  /** Repository to work in; always named, never searched for. */
  readonly gitDir?: string
  /** Extra settings of ours, as name=value. */
  readonly settings?: readonly string[]
  /** Work tree, for the commands that write files. */
  readonly workTree?: string
  /** Text for its standard input. Default: none. */
  readonly input?: string | Buffer
  /** Longest run in milliseconds. Default 60,000. */
  readonly timeoutMs?: number
  /** Longest output in bytes. Default 64 MiB. Not for streams, which their reader bounds. */
  readonly maxBytes?: number
  /** Ends the run early. */
  readonly signal?: AbortSignal
  /** Told the id of the process, so that one that outlives us can be found again. */
  readonly onStart?: (pid: number) => void
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A git that runs: its output to read, and how it ended. */
export interface RunningGit {
  readonly stdin: Writable
  readonly stdout: Readable
  /** Fulfilled when it ended well; rejected with a GitError otherwise, also after `kill`. */
  readonly done: Promise<void>
  /** Ends it at once. No harm when it has ended. */
  kill(): void
}

const MAX_MESSAGE = 4096

/** Starts git without a shell; arguments are fixed words of ours or checked values. */
export const startGit = (command: GitCommand, args: readonly string[], options: GitOptions = {}): RunningGit => {
  const child: Child = spawn('git', argumentsOf(command, args, options), {
    cwd: '/',
    env: gitEnvironment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) options.onStart?.(child.pid)
  let reason: GitError | undefined
  const end = (why: GitError): void => {
    reason ??= why
    child.kill('SIGKILL')
  }
  const limit = options.timeoutMs ?? 60_000
  const timer = setTimeout(() => end(new GitError('timeout', `git ${command} took longer than ${limit} ms`)), limit)
  const onAbort = (): void => end(new GitError('cancelled', `git ${command} was cancelled`))
  if (options.signal?.aborted) onAbort()
  options.signal?.addEventListener('abort', onAbort, { once: true })

  const said = collectMessage(child.stderr)
  // A child that ends early closes its input; how it ended is told by its exit code.
  child.stdin.on('error', () => undefined)
  const done = new Promise<void>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      reject(
        new GitError(missing ? 'no_git' : 'failed', missing ? 'git is not installed' : error.message, { cause: error }),
      )
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', onAbort)
      if (code === 0 && !reason) return resolve()
      const text = said()
      const fallback = `git ${command} ended with ${signal ?? `exit code ${code}`}: ${text || 'no message'}`
      // Git says no by exit code 1 and silence, and complains with others or aloud.
      reject(reason ?? new GitError(code === 1 && text === '' ? 'no' : problemIn(text), fallback))
    })
  })
  done.catch(() => undefined)
  if (options.input !== undefined) child.stdin.end(options.input)
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    done,
    kill: () => end(new GitError('cancelled', `git ${command} was ended`)),
  }
}

/** Runs git to its end and gives what it printed. */
export const runGit = async (
  command: GitCommand,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> => {
  const running = startGit(command, args, { ...options, input: options.input ?? '' })
  const limit = options.maxBytes ?? 64 * 1024 * 1024
  const chunks: Buffer[] = []
  let size = 0
  running.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else running.kill()
  })
  try {
    await running.done
  } catch (error) {
    if (size > limit)
      throw new GitError('too_large', `git ${command} printed more than ${limit} bytes`, { cause: error })
    throw error
  }
  return Buffer.concat(chunks)
}

/** Like `runGit`, for the commands that answer by exit code 0 or 1. */
export const askGit = async (
  command: GitCommand,
  args: readonly string[],
  options: GitOptions = {},
): Promise<boolean> => {
  try {
    await runGit(command, args, options)
    return true
  } catch (error) {
    if (error instanceof GitError && error.code === 'no') return false
    throw error
  }
}

const argumentsOf = (command: GitCommand, args: readonly string[], options: GitOptions): string[] => [
  ...(options.gitDir === undefined ? [] : [`--git-dir=${options.gitDir}`]),
  ...(options.workTree === undefined ? [] : [`--work-tree=${options.workTree}`]),
  ...FIXED_SETTINGS,
  ...(options.settings ?? []).flatMap((setting) => ['-c', setting]),
  command,
  ...args,
]

const collectMessage = (stderr: Readable): (() => string) => {
  let text = ''
  stderr.on('data', (chunk: Buffer) => {
    if (text.length < MAX_MESSAGE) text += chunk.toString('utf8')
  })
  return () => text.slice(0, MAX_MESSAGE).trim()
}
