import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Old files kept beside the current one. */
export const KEPT_LOGS = 3

/**
 * A log file that cannot grow without bound: at its limit it moves to `.1`, `.1` to `.2`, and the oldest goes. Written at once,
 * so that the last words of a process that dies are there.
 */
export class LogFile {
  #file: number
  #size: number

  constructor(
    readonly path: string,
    /** Bytes at which a new file is begun. */
    private readonly limit: number,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#file = openSync(path, 'a', 0o600)
    this.#size = fstatSync(this.#file).size
  }

  write(chunk: Buffer | string): void {
    try {
      if (this.#size >= this.limit) this.#rotate()
      this.#size += typeof chunk === 'string' ? writeSync(this.#file, chunk) : writeSync(this.#file, chunk)
    } catch {
      // NOTE: a full disk must not end the supervisor; the lines are lost, the mesh goes on.
    }
  }

  close(): void {
    closeSync(this.#file)
  }

  #rotate(): void {
    for (let age = KEPT_LOGS; age >= 1; age--) {
      const from = age === 1 ? this.path : `${this.path}.${age - 1}`
      try {
        renameSync(from, `${this.path}.${age}`)
      } catch {
        // Not that many yet.
      }
    }
    closeSync(this.#file)
    this.#file = openSync(this.path, 'a', 0o600)
    this.#size = 0
  }
}
