import { rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { GitError } from './errors.js'
import { type GitOptions, runGit } from './git-process.js'
import { checkedSha, shown } from './names.js'
import { checkedNewPath } from './new-path.js'

/** A file as it is to be in the new commit. */
export interface NewFile {
  /** Path in the repository. */
  readonly path: string
  /** Its content; `null` removes it. */
  readonly content: string | Buffer | null
}

/** Who made a commit, and when. */
export interface Signature {
  readonly name: string
  readonly email: string
  /** Unix time in seconds. The same moment gives the same commit. */
  readonly seconds: number
}

/** A commit to be made. */
export interface NewCommit {
  /** Commit that it builds on. */
  readonly parent: string
  readonly files: readonly NewFile[]
  /** Whole message, trailers included. */
  readonly message: string
  readonly signature: Signature
  readonly signal?: AbortSignal
}

/**
 * Makes a commit in a mirror of ours, on no branch: objects only, no work tree, so that nothing of a path or a file can
 * reach the file system. Nothing, where the files are as they should be already. The same input gives the same commit.
 */
export const commitFiles = async (mirror: string, wanted: NewCommit): Promise<string | undefined> => {
  const parent = checkedSha(wanted.parent)
  const index = `${mirror}.${randomUUID()}.index`
  const run: GitOptions = { gitDir: mirror, index, ...(wanted.signal ? { signal: wanted.signal } : {}) }
  try {
    await runGit('read-tree', [`${parent}^{tree}`], run)
    await runGit('update-index', ['-z', '--index-info'], { ...run, input: await entriesOf(mirror, wanted, run) })
    return await commitIndex(parent, wanted, run)
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** Commits what an index holds, unless the parent holds the same. */
export const commitIndex = async (
  parent: string,
  { message, signature }: Pick<NewCommit, 'message' | 'signature'>,
  run: GitOptions,
): Promise<string | undefined> => {
  const tree = await line('write-tree', [], run)
  const before = await line('rev-list', ['--max-count=1', '--no-commit-header', '--format=%T', parent], run)
  if (tree === before) return undefined
  const input = message.endsWith('\n') ? message : `${message}\n`
  return line('commit-tree', ['-p', parent, '-F', '-', tree], { ...run, input, signature })
}

const line = async (...run: Parameters<typeof runGit>): Promise<string> =>
  (await runGit(...run)).toString('utf8').trim()

/** One line of `update-index --index-info` a file. A removal is mode 0. */
const entriesOf = async (mirror: string, { files, parent }: NewCommit, run: GitOptions): Promise<string> => {
  for (const { path } of files) checkedNewPath(path)
  const entries: string[] = []
  const kinds = await kindsIn(parent, files, run)
  for (const { path, content } of files) {
    const kind = kinds.get(path)
    if (kind !== undefined && kind !== 'file')
      throw new GitError('refused', `${shown(path)} is a ${kind} there, and is not replaced by a file`)
    if (content === null) {
      if (kind === undefined) throw new GitError('not_found', `there is no ${shown(path)} to remove`)
      entries.push(`0 ${'0'.repeat(parent.length)}\t${path}\0`)
      continue
    }
    const blob = await line('hash-object', ['-w', '--stdin'], { gitDir: mirror, input: Buffer.from(content) })
    entries.push(`100644 ${blob}\t${path}\0`)
  }
  return entries.join('')
}

type Kind = 'file' | 'folder' | 'link' | 'submodule'
const KINDS: Readonly<Record<string, Kind>> = { '040000': 'folder', '120000': 'link', '160000': 'submodule' }

/** What the parent has at these paths and on the way to them; refuses a path that leads through anything but folders. */
const kindsIn = async (parent: string, files: readonly NewFile[], run: GitOptions): Promise<Map<string, Kind>> => {
  const found = new Map<string, Kind>()
  for (const { path } of files) {
    const parts = path.split('/')
    const prefixes = parts.map((_, at) => parts.slice(0, at + 1).join('/'))
    // NOTE: literal pathspecs, so that no character of a path means anything to git.
    const output = await runGit('ls-tree', ['-z', parent, '--', ...prefixes], { ...run, literalPaths: true })
    for (const entry of output.toString('utf8').split('\0').filter(Boolean)) {
      const name = entry.slice(entry.indexOf('\t') + 1)
      found.set(name, KINDS[entry.slice(0, 6)] ?? 'file')
    }
    const blocked = prefixes.slice(0, -1).find((prefix) => found.has(prefix) && found.get(prefix) !== 'folder')
    if (blocked !== undefined)
      throw new GitError(
        'refused',
        `${shown(path)} would lead through ${shown(blocked)}, a ${found.get(blocked)} there`,
      )
  }
  return found
}
