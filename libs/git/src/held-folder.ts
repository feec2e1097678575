import { constants, createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { GitError } from './errors.js'

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY
/** Where Linux lets a held folder be named; a system without it has the name alone, checked at each step. */
const BY_HANDLE = process.platform === 'linux' ? '/proc/self/fd' : undefined

/**
 * A folder of somebody's repository, held open. What is made in it lands in this folder and in no other, whatever its name
 * means a moment later: whoever owns the repository may put a link there at any time. Held until it was used.
 */
export class HeldFolder {
  private constructor(
    private readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  /** Holds what a path leads to by these names, each a folder of its own; what is missing is made where `make` is set. */
  static async walk(root: string, names: readonly string[], make = false): Promise<HeldFolder> {
    let held = await HeldFolder.hold(root, root, FOLDER)
    for (const name of names) {
      const next = await held.below(name, make).finally(() => held.handle.close())
      held = next
    }
    return held
  }

  /** The path of an entry, for as long as the folder is held. */
  at(entry: string): string {
    return BY_HANDLE === undefined ? join(this.name, entry) : `${BY_HANDLE}/${this.handle.fd}/${entry}`
  }

  /** Makes a file that was not there, of the owner of the folder, on disk before this resolves. */
  async make(entry: string, content: string | { readonly file: string }, mode: number): Promise<void> {
    const file = await open(this.at(entry), 'wx', mode)
    try {
      await file.writeFile(typeof content === 'string' ? content : createReadStream(content.file))
      await this.give(file)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  /** Waits until the names in it are on disk. */
  sync(): Promise<void> {
    return this.handle.sync()
  }

  /** Lets it go after some work in it, however that ends. */
  async use(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } finally {
      await this.handle.close()
    }
  }

  private async below(name: string, make: boolean): Promise<HeldFolder> {
    const made = make && (await mkdir(this.at(name)).then(() => true, isThere))
    const held = await HeldFolder.hold(this.at(name), join(this.name, name), FOLDER | constants.O_NOFOLLOW)
    if (made) await this.give(held.handle)
    return held
  }

  /** The same owner as of the folder, where this process may do so. */
  private async give(handle: FileHandle): Promise<void> {
    if (process.getuid?.() !== 0) return
    const { uid, gid } = await this.handle.stat()
    await handle.chown(uid, gid)
  }

  private static async hold(path: string, name: string, flags: number): Promise<HeldFolder> {
    try {
      return new HeldFolder(name, await open(path, flags))
    } catch (error) {
      // NOTE: Linux says ENOTDIR of a link too, where a folder is asked for.
      if (!['ELOOP', 'ENOTDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      throw new GitError('refused', `${name} is not a folder of its own`, { cause: error })
    }
  }
}

const isThere = (error: NodeJS.ErrnoException): boolean => {
  if (error.code !== 'EEXIST') throw error
  return false
}
