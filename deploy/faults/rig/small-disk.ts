import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

  /** Leaves only so much free. */
  fill(leaveMebibytes: number): void {
    const { bavail, bsize } = statfsSync(this.folder)
    const bytes = bavail * bsize - leaveMebibytes * 2 ** 20
    if (bytes > 0) writeFileSync(join(this.folder, 'ballast'), Buffer.alloc(bytes))
  }

  /** Makes it larger. */
  resize(mebibytes: number): void {
    const { status, stderr } = spawnSync('mount', ['-o', `remount,size=${mebibytes}m`, this.folder], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`mount: ${stderr}`)
  }

  /** Gives the space back. */
  free(): void {
    rmSync(join(this.folder, 'ballast'), { force: true })
  }

  remove(): void {
    spawnSync('umount', ['-l', this.folder])
    rmSync(this.folder, { recursive: true, force: true })
  }
}
