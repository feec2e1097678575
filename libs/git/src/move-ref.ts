import { link, lstat, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GitError } from './errors.js'
import { isFolder } from './foreign-files.js'
import { HeldFolder } from './held-folder.js'
import { isSha, shown } from './names.js'
import { writeSynced } from './on-disk.js'
import type { SourceFolder } from './source-folder.js'

/** How a branch is to move. */
interface Move {
  readonly branch: string
  readonly sha: string
  /** Where it is now; nothing where it must not exist. */
  readonly expected: string | undefined
  /** File of ours that remembers the lock while it is held. */
  readonly note: string
}

/** Which commit a branch of a repository points to, read from its files; nothing where there is no such branch. */
export const readBranch = async (source: SourceFolder, branch: string): Promise<string | undefined> => {
  const loose = await readFile(join(source.commonDir, 'refs/heads', branch), 'latin1').catch(() => '')
  if (isSha(loose.trim())) return loose.trim()
  return (await packedRefs(source)).get(`refs/heads/${branch}`)
}

/** Moves a branch by the lock file that git itself uses; git is not run. A kill leaves it old or new, and a lock that the next move removes. */
export const moveRef = async (to: SourceFolder, { branch, sha, expected, note }: Move): Promise<void> => {
  await removeOwnLock(to, note)
  await refuseBelowPacked(to, branch)
  const { folders, name } = placeOf(branch)
  const root = await HeldFolder.walk(to.commonDir, [])
  await root.use(async () => {
    const folder = await HeldFolder.walk(to.commonDir, folders, true)
    await folder.use(async () => {
      try {
        await rm(root.at(DRAFT), { force: true })
        await root.make(DRAFT, `${sha}\n`, 0o644)
        await takeLock(root.at(DRAFT), folder.at(`${name}.lock`), { branch, note })
        await refuseUnexpected(to, branch, expected)
        await rename(folder.at(`${name}.lock`), folder.at(name))
        await folder.sync()
      } finally {
        await removeOwnLock(to, note)
        await rm(root.at(DRAFT), { force: true })
      }
    })
  })
}

/** Beside the refs, where git takes no file for one. */
const DRAFT = 'tmp_heimgewebe_ref'

const placeOf = (branch: string): { folders: string[]; name: string } => {
  const parts = ['refs', 'heads', ...branch.split('/')]
  return { folders: parts.slice(0, -1), name: parts.at(-1)! }
}

/** A link of one name to another is made or not made, so that of two only one has the lock; its number tells whose it is. */
const takeLock = async (
  draft: string,
  lock: string,
  { branch, note }: { branch: string; note: string },
): Promise<void> => {
  const { ino } = await lstat(draft)
  await writeSynced(note, JSON.stringify({ branch, ino } satisfies Note))
  await link(draft, lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new GitError('locked', `somebody else is changing ${shown(branch)}: its lock is there`, { cause: error })
  })
}

/** What our lock is known by: the branch that it is of, and the number of its file. */
interface Note {
  readonly branch: string
  readonly ino: number
}

/** A process of ours that was killed may have left its lock: it is known by its number, and no other is touched. */
const removeOwnLock = async (to: SourceFolder, note: string): Promise<void> => {
  const text = await readFile(note, 'utf8').catch(() => undefined)
  if (text === undefined) return
  // Half a note was written before any lock was there.
  const held = parse(text)
  if (held !== undefined) {
    const { folders, name } = placeOf(held.branch)
    // A folder that is gone, or a link now, holds no lock of ours.
    const folder = await HeldFolder.walk(to.commonDir, folders).catch(() => undefined)
    await folder?.use(async () => {
      const lock = folder.at(`${name}.lock`)
      if ((await lstat(lock).catch(() => undefined))?.ino === held.ino) await rm(lock, { force: true })
    })
  }
  await rm(note, { force: true })
}

const parse = (text: string): Note | undefined => {
  try {
    const { branch, ino } = JSON.parse(text) as Partial<Note>
    return branch === undefined || ino === undefined ? undefined : { branch, ino }
  } catch {
    return undefined
  }
}

const refuseBelowPacked = async (to: SourceFolder, branch: string): Promise<void> => {
  const packed = await packedRefs(to)
  const parts = placeOf(branch).folders
  for (let length = 3; length <= parts.length; length++) {
    const name = parts.slice(0, length).join('/')
    if (packed.has(name) && !(await isFolder(join(to.commonDir, name))))
      throw new GitError('refused', `there is a branch ${shown(name)}, so none can be below it`)
  }
}

const refuseUnexpected = async (to: SourceFolder, branch: string, expected: string | undefined): Promise<void> => {
  const now = await readBranch(to, branch)
  if (now !== expected)
    throw new GitError('refused', `branch ${shown(branch)} is at ${now ?? 'nothing'}, not at ${expected ?? 'nothing'}`)
  const below = [...(await packedRefs(to)).keys()].some((name) => name.startsWith(`refs/heads/${branch}/`))
  if (below || (await isFolder(join(to.commonDir, 'refs/heads', branch))))
    throw new GitError('refused', `there are branches below ${shown(branch)}`)
}

const packedRefs = async ({ commonDir }: SourceFolder): Promise<Map<string, string>> => {
  const text = await readFile(join(commonDir, 'packed-refs'), 'latin1').catch(() => '')
  const entries = text.split('\n').map((one) => /^([0-9a-f]{40,64}) (refs\/\S+)$/.exec(one))
  return new Map(entries.flatMap((entry) => (entry ? [[entry[2]!, entry[1]!] as const] : [])))
}
