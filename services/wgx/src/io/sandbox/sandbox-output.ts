import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { chmod, unlink } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CapturedOutput } from './captured-output.js'

const run = promisify(execFile)

/**
 * A pipe for the output of a run. Node itself only gives its children sockets, and a command that opens /dev/stderr
 * fails on a socket; so a named pipe is made, opened and unlinked.
 */
export class OutputPipe {
  readonly captured = new CapturedOutput()
  /** Resolves when every writer has closed it. */
  readonly ended: Promise<void>
  readonly #socket: Socket

  private constructor(
    readFd: number,
    /** To be given to the child as its standard output and error. */
    readonly writeFd: number,
  ) {
    this.#socket = new Socket({ fd: readFd, readable: true, writable: false })
    this.#socket.on('data', (chunk: Buffer) => this.captured.add(chunk))
    this.ended = new Promise((resolve) => {
      this.#socket.once('close', () => resolve())
      this.#socket.once('error', () => resolve())
    })
  }

  /** Makes one in a folder of ours. */
  static async open(folder: string): Promise<OutputPipe> {
    const path = join(folder, 'output')
    await run('mkfifo', ['--', path], { env: { PATH: '/usr/bin:/bin' } })
    // Another user must be able to open it again as /dev/stdout.
    await chmod(path, 0o666)
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writeFd = openSync(path, constants.O_WRONLY)
    await unlink(path)
    return new OutputPipe(readFd, writeFd)
  }

  /** To be called once the child has its own copy; without it the pipe would never end. */
  childHasIt(): void {
    closeSync(this.writeFd)
  }

  /** Stops reading. */
  close(): void {
    this.#socket.destroy()
  }
}
