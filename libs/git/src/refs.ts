import { GitError } from './errors.js'
import { askGit, runGit } from './git-process.js'
import { checkedSha } from './names.js'

/** A branch of the mirror, under the name that its source gives it. */
export interface Branch {
  readonly name: string
  readonly sha: string
  /** Commit date of its head, Unix time in seconds. */
  readonly committedAt: number
  /** True for a branch that the source only follows (refs/remotes/origin) and does not have itself. */
  readonly remote: boolean
}

/** A tag that names a commit, directly or through one tag object. */
export interface Tag {
  readonly name: string
  /** The commit, not the tag object. */
  readonly sha: string
  /** First line of the tag's own message; empty for a lightweight tag. */
  readonly title: string
  /** Date of the tag, or of its commit for a lightweight one. Unix time in seconds. */
  readonly createdAt: number
}

const FIELDS = [
  'refname',
  'objecttype',
  'objectname',
  '*objecttype',
  '*objectname',
  'creatordate:unix',
  'contents:subject',
]
const FORMAT = `--format=${FIELDS.map((field) => `%(${field})`).join('%00')}`
const HEADS = 'refs/heads/'
const REMOTES = 'refs/remotes/origin/'
const TAGS = 'refs/tags/'

interface RefLine {
  readonly ref: string
  readonly sha: string
  readonly annotated: boolean
  readonly seconds: number
  readonly subject: string
}

/**
 * All branches, one of a name: the source's own, or the one that it follows at its origin where it has none of its own or
 * its own lacks nothing but what was fetched and not yet merged.
 */
export const listBranches = async (mirror: string): Promise<Branch[]> => {
  const branches = new Map<string, Branch>()
  for (const line of await list(mirror, [HEADS, REMOTES])) {
    const remote = line.ref.startsWith(REMOTES)
    const name = line.ref.slice((remote ? REMOTES : HEADS).length)
    if (remote && name === 'HEAD') continue
    // refs/heads comes before refs/remotes, so the source's own branch is already there.
    const own = branches.get(name)
    if (own && (own.sha === line.sha || !(await isAncestor(mirror, own.sha, line.sha)))) continue
    branches.set(name, { name, sha: line.sha, committedAt: line.seconds, remote })
  }
  return [...branches.values()]
}

/** All tags that name a commit. */
export const listTags = async (mirror: string): Promise<Tag[]> => {
  const lines = await list(mirror, [TAGS])
  return lines.map(({ ref, sha, annotated, seconds, subject }) => ({
    name: ref.slice(TAGS.length),
    sha,
    title: annotated ? subject : '',
    createdAt: seconds,
  }))
}

const list = async (mirror: string, prefixes: readonly string[]): Promise<RefLine[]> => {
  const output = await runGit('for-each-ref', [FORMAT, ...prefixes], { gitDir: mirror })
  return output.toString('utf8').split('\n').flatMap(readLine)
}

const readLine = (line: string): RefLine[] => {
  const [ref = '', type, sha = '', peeledType, peeled = '', created, subject = ''] = line.split('\0')
  const seconds = Math.max(0, Number(created) || 0)
  if (type === 'commit') return [{ ref, sha, annotated: false, seconds, subject }]
  if (peeledType === 'commit') return [{ ref, sha: peeled, annotated: true, seconds, subject }]
  return []
}

/** Heads of the branches that `sha` does not contain, of the source itself and of its origin alike. */
export const listUnmerged = async (mirror: string, sha: string): Promise<Set<string>> => {
  const args = [`--no-merged=${checkedSha(sha)}`, '--format=%(objectname)', HEADS, REMOTES]
  const output = await runGit('for-each-ref', args, { gitDir: mirror })
  return new Set(output.toString('latin1').split('\n').filter(Boolean))
}

/** Whether `ancestor` is part of the history of `sha`. False where one of them is not there. */
export const isAncestor = async (mirror: string, ancestor: string, sha: string): Promise<boolean> => {
  if ((await resolveCommit(mirror, ancestor)) === undefined) return false
  return askGit('merge-base', ['--is-ancestor', checkedSha(ancestor), checkedSha(sha)], { gitDir: mirror })
}

/**
 * Whether a mirror holds a commit with its files and history, under a branch or not. One that was just being written
 * while its source was copied may be there without them.
 */
export const hasCommit = async (mirror: string, sha: string): Promise<boolean> => {
  if ((await resolveCommit(mirror, sha)) === undefined) return false
  const args = ['--objects', '--quiet', checkedSha(sha), '--not', '--all']
  try {
    await runGit('rev-list', args, { gitDir: mirror, timeoutMs: 600_000 })
    return true
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    if (error.code === 'corrupt') return false
    // Of a partial clone it is there as far as it can be.
    if (error.code === 'incomplete') return true
    throw error
  }
}

const resolveCommit = async (mirror: string, sha: string): Promise<string | undefined> => {
  const output = await runGit('cat-file', ['--batch-check=%(objectname)'], {
    gitDir: mirror,
    input: `${checkedSha(sha)}^{commit}\n`,
  })
  const text = output.toString('latin1').trim()
  return text.includes(' ') ? undefined : text
}
