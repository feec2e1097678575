import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (program: string, ...args: readonly string[]): void => {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

const works = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0

const SIZE = '900M'

/**
 * A disk whose power can be cut: ext4 on a file. What was synced has reached the file; what is still in the cache of the file
 * system has not, so a copy of the file is the disk after the cut. Needs root and loop devices; mounts are seen by this
 * process and its children only where it runs in a mount namespace of its own.
 */
export class LoopDisk {
  private readonly image: string
  private readonly copied: string

  private constructor(private readonly base: string) {
    this.image = join(base, 'disk.img')
    this.copied = join(base, 'cut.img')
  }

  /** Why there can be no such disk here; undefined where there can. */
  static obstacle(): string | undefined {
    if (process.getuid?.() !== 0) return 'a power cut needs root, for a loop device'
    let disk: LoopDisk | undefined
    try {
      disk = LoopDisk.make()
      return undefined
    } catch (error) {
      return `no loop device with ext4 here: ${String(error)}`
    } finally {
      disk?.remove()
    }
  }

  /** Makes and mounts an empty disk. */
  static make(): LoopDisk {
    const disk = new LoopDisk(mkdtempSync(join(tmpdir(), 'heimgewebe-disk-')))
    try {
      mkdirSync(disk.folder)
      run('truncate', '-s', SIZE, disk.image)
      run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0', disk.image)
      disk.mount()
      return disk
    } catch (error) {
      disk.remove()
      throw error
    }
  }

  /** Where it is mounted. */
  get folder(): string {
    return join(this.base, 'mounted')
  }

  /**
   * The disk as it is on the medium now. Whoever writes to it must be frozen: a copy takes its time, and one that holds the
   * journal of a later moment than the data is of no moment at all.
   */
  copy(): void {
    run('cp', '--sparse=always', this.image, this.copied)
  }

  /** Puts the copy in the place of the disk. Every process that used it must be gone. */
  swap(): void {
    run('umount', this.folder)
    renameSync(this.copied, this.image)
    this.mount()
  }

  /** Unmounts and removes everything. */
  remove(): void {
    works('umount', this.folder)
    rmSync(this.base, { recursive: true, force: true })
  }

  private mount(): void {
    // No commit of the journal by time while the copy is taken: only what somebody synced counts.
    run('mount', '-o', 'loop,commit=300', this.image, this.folder)
  }
}
