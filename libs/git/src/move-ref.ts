import { link, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GitError } from './errors.js'
import { exists, giveTo, isFolder, refuseLink, sync } from './foreign-files.js'
import { isSha, shown } from './names.js'
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
  await removeOwnLock(note)
  const file = join(to.commonDir, 'refs/heads', branch)
  const draft = join(to.commonDir, 'tmp_heimgewebe_ref')
  await makeFolders(to, branch)
  await rm(draft, { force: true })
  await writeFile(draft, `${sha}\n`, { flag: 'wx', mode: 0o644 })
  await giveTo(to.commonDir, draft)
  await sync(draft)
  const lock = `${file}.lock`
  try {
    await takeLock(draft, lock, note)
    await refuseUnexpected(to, branch, expected)
    await rename(lock, file)
    await sync(dirname(file))
  } finally {
    await removeOwnLock(note)
    await rm(draft, { force: true })
  }
}

/** A link of one name to another is made or not made, so that of two only one has the lock; its number tells whose it is. */
const takeLock = async (draft: string, lock: string, note: string): Promise<void> => {
  const { ino } = await lstat(draft)
  await writeFile(note, JSON.stringify({ lock, ino }))
  await sync(note)
  await link(draft, lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new GitError('locked', `somebody else is changing this branch: ${lock} is there`, { cause: error })
  })
}

/** A process of ours that was killed may have left its lock: it is known by its number, and no other is touched. */
const removeOwnLock = async (note: string): Promise<void> => {
  const text = await readFile(note, 'utf8').catch(() => undefined)
  if (text === undefined) return
  // Half a note was written before any lock was there.
  const held = parse(text)
  if (held !== undefined && (await lstat(held.lock).catch(() => undefined))?.ino === held.ino)
    await rm(held.lock, { force: true })
  await rm(note, { force: true })
}

const parse = (text: string): { lock: string; ino: number } | undefined => {
  try {
    return JSON.parse(text) as { lock: string; ino: number }
  } catch {
    return undefined
  }
}

const makeFolders = async (to: SourceFolder, branch: string): Promise<void> => {
  const packed = await packedRefs(to)
  let folder = join(to.commonDir, 'refs/heads')
  let name = 'refs/heads'
  await refuseLink(folder)
  for (const part of branch.split('/').slice(0, -1)) {
    name = `${name}/${part}`
    if (packed.has(name) && !(await isFolder(join(folder, part))))
      throw new GitError('refused', `there is a branch ${shown(name)}, so none can be below it`)
    folder = join(folder, part)
    if (!(await exists(folder))) {
      await mkdir(folder)
      await giveTo(dirname(folder), folder)
    }
    await refuseLink(folder)
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
