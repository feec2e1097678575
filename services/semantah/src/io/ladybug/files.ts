import { constants } from 'node:fs'
import { access, copyFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'graph.lbug'
const LOG = '.wal'

/** The files of the embedded store, and a copy of them while a checkpoint is under way. */
export class StoreFiles {
  readonly path: string
  private readonly backup: string

  constructor(folder: string) {
    this.path = join(folder, FILE)
    this.backup = `${this.path}.backup`
  }

  /** Size of the store in bytes, without its log. */
  bytes(): Promise<number> {
    return sizeOf(this.path)
  }

  /** Size of the write-ahead log in bytes. */
  logBytes(): Promise<number> {
    return sizeOf(this.path + LOG)
  }

  /** Copies the store as it is between two transactions. The copy counts only when it is whole. */
  async backUp(): Promise<void> {
    await copyFile(this.path + LOG, this.backup + LOG, constants.COPYFILE_FICLONE)
    await copyFile(this.path, `${this.backup}.part`, constants.COPYFILE_FICLONE)
    await rename(`${this.backup}.part`, this.backup)
  }

  async hasBackup(): Promise<boolean> {
    return access(this.backup).then(() => true, absent(false))
  }

  /** Puts the copy in the place of the store. Cut off in the middle, it can be done again. */
  async restore(): Promise<void> {
    await this.removeTraces()
    await copyFile(this.backup + LOG, this.path + LOG)
    await copyFile(this.backup, this.path)
    await this.dropBackup()
  }

  async dropBackup(): Promise<void> {
    await rm(this.backup, { force: true })
    await rm(this.backup + LOG, { force: true })
  }

  /** Keeps the last broken store for whoever wants to look; one, since it is of no other use. */
  async setAside(): Promise<void> {
    for (const end of ['', LOG]) {
      await rm(`${this.path}.broken${end}`, { force: true })
      await rename(this.path + end, `${this.path}.broken${end}`).catch(absent(undefined))
    }
    await this.remove()
  }

  /** Removes the store. */
  async remove(): Promise<void> {
    await this.dropBackup()
    await this.removeTraces()
    await rm(this.path, { force: true })
  }

  private async removeTraces(): Promise<void> {
    for (const end of [LOG, '.shadow', '.tmp', `${LOG}.checkpoint`]) await rm(this.path + end, { force: true })
  }
}

const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, absent(0))

const absent =
  <T>(value: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value
    throw error
  }
