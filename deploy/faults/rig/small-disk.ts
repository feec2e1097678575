import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Written at once to fill it. */
const PIECE = Buffer.alloc(2 ** 20)

/** A disk in memory that can be made full: a tmpfs with a ballast file. Needs the right to mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Why there can be no such disk here; undefined where there can. */
  static obstacle(): string | undefined {
    try {
      SmallDisk.make(1).remove()
      return undefined
    } catch (error) {
      return `no tmpfs can be mounted here: ${String(error)}`
    }
  }

  static make(mebibytes: number): SmallDisk {
    const disk = new SmallDisk(mkdtempSync(join(tmpdir(), 'heimgewebe-small-')))
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', disk.folder], {
      encoding: 'utf8',
    })
    if (status !== 0) {
      rmSync(disk.folder, { recursive: true, force: true })
      throw new Error(`mount: ${stderr}`)
    }
    return disk
  }

  /** A folder on it. */
  sub(name: string): string {
    const path = join(this.folder, name)
    mkdirSync(path, { recursive: true })
    return path
  }

  /** Leaves only so much free. Others write meanwhile, so what is left is looked at before each piece. */
  fill(leaveMebibytes: number): void {
    while (this.free() >= leaveMebibytes * PIECE.length + PIECE.length)
      appendFileSync(join(this.folder, 'ballast'), PIECE)
  }

  /** Makes it larger. */
  resize(mebibytes: number): void {
    const { status, stderr } = spawnSync('mount', ['-o', `remount,size=${mebibytes}m`, this.folder], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`mount: ${stderr}`)
  }

  /** Gives the space back. */
  empty(): void {
    rmSync(join(this.folder, 'ballast'), { force: true })
  }

  /** Bytes that are free. */
  private free(): number {
    const { bavail, bsize } = statfsSync(this.folder)
    return bavail * bsize
  }

  remove(): void {
    spawnSync('umount', ['-l', this.folder])
    rmSync(this.folder, { recursive: true, force: true })
  }
}
