import { execFile } from 'node:child_process'
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Sandbox } from '../sandbox/sandbox.js'
import { HOME, WORK } from '../sandbox/sandbox-arguments.js'
import type { SandboxShare } from '../sandbox/sandbox-types.js'

const run = promisify(execFile)

/** A folder that a step makes for guards. */
export interface KeptFolder {
  /** Relative to the checkout, or with ~/ in front to the home folder. */
  readonly path: string
  readonly writable?: boolean
  /** Folders below it that each run gets empty, and may write to. */
  readonly scratch?: readonly string[]
}

/** What a step made once. */
export interface Prepared {
  /** Holds a folder for each of `keeps`: kept-0, kept-1, … */
  readonly folder: string
  readonly bytes: number
}

/** How much is kept. */
export interface PreparedLimits {
  readonly entries: number
  readonly bytes: number
}

/** Written last, so that what has it is whole. */
const ENTRY = 'entry.json'

/**
 * What steps made, one folder a key. An entry comes into being by one rename, when it is whole and on disk, and is never
 * changed afterwards: runs read it, or get copies.
 */
export class PreparedFolders {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly limits: PreparedLimits,
  ) {}

  /** What was made under a key, and marks it as used. */
  async find(key: string): Promise<Prepared | undefined> {
    const folder = join(this.sandbox.shared, key)
    const text = await readFile(join(folder, ENTRY), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const now = new Date()
    await utimes(join(folder, ENTRY), now, now)
    return { folder, bytes: (JSON.parse(text) as { bytes: number }).bytes }
  }

  /**
   * Takes over what a step has made in the folders of its run, which is over. Gives the reason where that is not what it
   * was to make.
   */
  async adopt(key: string, work: string, home: string, keeps: readonly KeptFolder[]): Promise<Prepared | string> {
    const made = dirname(work)
    for (const [index, { path, scratch = [] }] of keeps.entries()) {
      const [root, below] = path.startsWith('~/') ? [home, path.slice(2)] : [work, path]
      const problem = await notPlain(root, below)
      if (problem !== undefined) return `${path} ${problem}`
      const from = join(root, below)
      // A folder that may not be written to cannot be moved either.
      await chmod(from, (await stat(from)).mode | 0o700)
      await rename(from, join(made, keptName(index)))
      // A run cannot be shown a folder at a place that is not there.
      for (const place of scratch) await clear(join(made, keptName(index)), place, true)
    }
    await this.sandbox.removePart(work)
    await this.sandbox.removePart(home)
    await rm(join(made, 'door'), { force: true })
    const bytes = await sizeOf(made)
    if (bytes > this.limits.bytes)
      return `what it made has ${bytes} bytes; all that is kept may have ${this.limits.bytes}`
    await writeFile(join(made, ENTRY), JSON.stringify({ bytes, keeps }))
    // A cut of the power after the rename must not leave a whole entry with empty files.
    await run('sync', ['-f', made], { env: { PATH: '/usr/bin:/bin' } })
    const folder = join(this.sandbox.shared, key)
    await this.sandbox.remove(folder)
    await rename(made, folder)
    await this.letGo(key)
    return { folder, bytes }
  }

  /**
   * Puts what was made into the folder of a run that has not begun, and says what it is to be shown besides. Rejects where
   * a file of the change stands in the way.
   */
  async place(prepared: Prepared, work: string, keeps: readonly KeptFolder[]): Promise<SandboxShare[]> {
    const shares: SandboxShare[] = []
    for (const [index, { path, writable = false, scratch = [] }] of keeps.entries()) {
      const from = join(prepared.folder, keptName(index))
      const inHome = path.startsWith('~/')
      const to = inHome ? join(HOME, path.slice(2)) : join(WORK, path)
      if (!inHome) await clear(work, path, !writable)
      if (!writable) shares.push({ from, to, writable: false }, ...(await ownFolders(work, index, to, scratch)))
      else if (!inHome) await copy(from, join(work, path))
      else {
        const own = join(dirname(work), keptName(index))
        await copy(from, own)
        shares.push({ from: own, to, writable: true })
      }
    }
    return shares
  }

  /** Removes what was used longest ago, beyond the limits; never the one that is named. */
  private async letGo(key: string): Promise<void> {
    const names = await readdir(this.sandbox.shared)
    const entries = await Promise.all(
      names.map(async (name) => {
        const file = join(this.sandbox.shared, name, ENTRY)
        const used = await stat(file).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        )
        const text = await readFile(file, 'utf8').catch(() => '{"bytes":0}')
        return { name, used, bytes: (JSON.parse(text) as { bytes: number }).bytes }
      }),
    )
    entries.sort((a, b) => Number(b.name === key) - Number(a.name === key) || b.used - a.used)
    let bytes = 0
    for (const [place, entry] of entries.entries()) {
      bytes += entry.bytes
      if (place < this.limits.entries && bytes <= this.limits.bytes) continue
      // First of all it stops being whole, in case its removal is cut off.
      await rm(join(this.sandbox.shared, entry.name, ENTRY), { force: true })
      await this.sandbox.remove(join(this.sandbox.shared, entry.name))
    }
  }
}

const keptName = (index: number): string => `kept-${index}`

/** Why a path is no plain folder below another one: a link on the way could lead anywhere. */
const notPlain = async (root: string, path: string): Promise<string | undefined> => {
  const parts = path.split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const found = await lstat(join(root, ...parts.slice(0, depth))).catch(() => undefined)
    if (found === undefined) return 'was not made'
    if (!found.isDirectory()) return 'is no folder, or lies behind a link'
  }
  return undefined
}

/** Makes room for a folder below one that no run has now; what is there goes. */
const clear = async (work: string, path: string, asFolder: boolean): Promise<void> => {
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const parent = join(work, ...parts.slice(0, depth))
    await mkdir(parent).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    if (!(await lstat(parent)).isDirectory()) throw new Error(`${path} has no place: a file or a link is in its way`)
  }
  await rm(join(work, path), { recursive: true, force: true })
  if (asFolder) await mkdir(join(work, path))
}

/** Empty folders of one run, in the place of some that it shares. */
const ownFolders = async (
  work: string,
  index: number,
  to: string,
  scratch: readonly string[],
): Promise<SandboxShare[]> => {
  const shares: SandboxShare[] = []
  for (const [number, place] of scratch.entries()) {
    const from = join(dirname(work), `scratch-${index}-${number}`)
    await mkdir(from, { mode: 0o700 })
    shares.push({ from, to: join(to, place), writable: true })
  }
  return shares
}

/** Copies a folder with its links as they are, and shares its blocks where the disk can. */
const copy = async (from: string, to: string): Promise<void> => {
  await run('cp', ['-a', '--reflink=auto', '--', from, to], { env: { PATH: '/usr/bin:/bin' }, timeout: 600_000 })
}

/** Bytes on disk of all below a folder. */
const sizeOf = async (folder: string): Promise<number> => {
  const { stdout } = await run('du', ['-s', '--block-size=1', '--', folder], { env: { PATH: '/usr/bin:/bin' } })
  return Number.parseInt(stdout, 10)
}
