import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  GitError,
  findSourceFolder,
  identityOfFolder,
  identityOfUrl,
  originUrl,
  parseLocation,
  syncMirror,
} from '@heimgewebe/git'
import { gitIn } from './git.js'
import { type Commit, readCommits, withMainline } from './commits.js'

/** Fewest commits of which anything can be asked. */
const FEWEST = 10

/** A path of which nothing can be asked; the message says why, and what to do next. */
export class NoHistoryError extends Error {
  override readonly name = 'NoHistoryError'
}

/** A real history in a copy of ours, of which the mesh sees as much as it is shown. */
export class History {
  private constructor(
    /** Bare repository that the mesh follows. */
    readonly folder: string,
    /** owner/name of its host, or local/<folder>. */
    readonly name: string,
    /** The commits, each after its parents. */
    readonly commits: readonly Commit[],
    /** Commits that `limit` left out. */
    readonly left: number,
  ) {}

  /**
   * Copies the history of the branch that is checked out in `path` into the empty folder `into`, the last `limit` commits of
   * it. Throws `NoHistoryError` where there is none to ask about.
   */
  static async open(path: string, into: string, limit: number): Promise<History> {
    const folder = join(into, 'history.git')
    const source = await findSourceFolder(path).catch(refuse)
    const synced = await syncMirror(folder, parseLocation(path)).catch(refuse)
    if (synced.empty) throw new NoHistoryError(`${path} has no commit yet: there is no past to ask about`)
    if (synced.shallow)
      throw new NoHistoryError(
        `${path} is a shallow clone: most of its past is missing. Next: git fetch --unshallow, or clone it whole`,
      )
    const branch = synced.headBranch ?? synced.originBranch
    const head = await headOf(folder, branch)
    const left = await narrow(folder, head, limit)
    await showOnly(folder, head)
    if (synced.partial && (await lacksContent(folder, head)))
      throw new NoHistoryError(`${path} is a partial clone: the content of its past is missing. Next: clone it whole`)
    const copy = left > 0 ? await withoutTheRest(folder, join(into, 'last.git')) : folder
    const commits = withMainline(await readCommits(copy, head))
    if (commits.length < FEWEST)
      throw new NoHistoryError(`${path} has ${commits.length} commits: of fewer than ${FEWEST} nothing can be asked`)
    const origin = await originUrl(source)
    const name = (origin === undefined ? undefined : identityOfUrl(origin)) ?? identityOfFolder(path)
    return new History(copy, name, commits, left)
  }

  /** Lets the mesh see the history up to a commit of the main line. */
  async show(sha: string): Promise<void> {
    await gitIn(this.folder, 'update-ref', 'refs/heads/main', sha)
  }

  subject({ sha }: Pick<Commit, 'sha'>): string {
    return `change/${this.name}/${sha}`
  }
}

const refuse = (error: unknown): never => {
  throw error instanceof GitError ? new NoHistoryError(error.message, { cause: error }) : error
}

const headOf = async (folder: string, branch: string | undefined): Promise<string> => {
  const refs = (await gitIn(folder, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/remotes'))
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string])
  const wanted = refs.find(([ref]) => branch !== undefined && ref === `refs/heads/${branch}`)
  return (wanted ?? refs.find(([ref]) => branch !== undefined && ref.endsWith(`/${branch}`)) ?? refs[0]!)[1]
}

/** Makes the history begin `limit` commits before its head, as in a shallow clone. Returns how many it left out. */
const narrow = async (folder: string, head: string, limit: number): Promise<number> => {
  const all = (await gitIn(folder, 'rev-list', '--topo-order', '--parents', head)).trim().split('\n')
  if (all.length <= limit) return 0
  const kept = all.slice(0, limit).map((line) => line.split(' '))
  const inside = new Set(kept.map(([sha]) => sha))
  const edge = kept.filter(([, ...parents]) => parents.some((parent) => !inside.has(parent)))
  await writeFile(join(folder, 'shallow'), edge.map(([sha]) => `${sha}\n`).join(''))
  return all.length - limit
}

/** A copy that has no object of what was left out: whoever has them all reads them all. */
const withoutTheRest = async (folder: string, copy: string): Promise<string> => {
  await gitIn(folder, 'clone', '--quiet', '--bare', '--no-local', '--no-tags', `file://${folder}`, copy)
  await rm(folder, { recursive: true, force: true })
  return copy
}

const lacksContent = async (folder: string, head: string): Promise<boolean> =>
  /^\?/m.test(await gitIn(folder, 'rev-list', '--objects', '--no-object-names', '--missing=print', head))

/** Takes all branches and tags away: each would show the mesh what is still to come. */
const showOnly = async (folder: string, head: string): Promise<void> => {
  const refs = (await gitIn(folder, 'for-each-ref', '--format=%(refname)')).trim().split('\n').filter(Boolean)
  for (const ref of refs) await gitIn(folder, 'update-ref', '--no-deref', '-d', ref)
  await gitIn(folder, 'symbolic-ref', 'HEAD', 'refs/heads/main')
  await gitIn(folder, 'update-ref', 'refs/heads/main', head)
}
