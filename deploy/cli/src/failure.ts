/** Exit codes of every command; `--help` prints them. */
export const EXIT = {
  /** All went well. */
  fine: 0,
  /** The command worked and found something: a high risk, a process that is down, a failed check. */
  findings: 1,
  /** The command line, a setting or the repository that was named is wrong. */
  usage: 2,
  /** The mesh, or something that it needs, cannot be started or reached. */
  unreachable: 3,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const

/** An end that a person can do something about: what happened, the exit code, and the next step. */
export class Failure extends Error {
  override readonly name = 'Failure'

  constructor(
    message: string,
    /** One of `EXIT`. */
    readonly exitCode: number,
    /** What to do next; printed on its own line. */
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
