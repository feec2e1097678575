import { join } from 'node:path'
import {
  type Branch,
  type Commit,
  diffFiles,
  GitError,
  type GitProblem,
  identityOfFolder,
  listBranches,
  listUnmerged,
  listTags,
  mergeBase,
  mirrorNameOf,
  parseLocation,
  readHistory,
  syncMirror,
} from '@heimgewebe/git'
import { HostError, type HostProblem, shown } from '../errors.js'
import type { HostChange, HostCommit, HostFile, HostRelease, Listing, Since } from '../models.js'
import type { Adapter } from '../provider.js'

/** Most commits of one list. */
const MAX_COMMITS = 1000

/**
 * Git repositories in folders of this machine, bare or not. A branch that is ahead of the default branch is a change; it
 * has a name instead of a number. Read through a mirror of ours: git never runs in the folder itself.
 */
export const gitlocal = (name: string, mirrors: string): Adapter => {
  const open = async (repository: string) => {
    if (!repository.startsWith('/')) throw new HostError('refused', `${name}: not a folder: ${shown(repository)}`)
    const place = parseLocation(repository)
    const mirror = join(mirrors, mirrorNameOf(place.display))
    const source = await syncMirror(mirror, place)
    const branches = source.empty ? [] : await listBranches(mirror)
    const wanted = source.originBranch ?? source.headBranch
    const main = branches.find((branch) => branch.name === wanted) ?? branches[0]
    return { place, mirror, branches, main }
  }
  const branchOf = (branches: readonly Branch[], branch: string): Branch => {
    const found = branches.find((one) => one.name === branch)
    if (found === undefined) throw new HostError('not_found', `${name}: there is no branch ${shown(branch)}`)
    return found
  }
  return {
    kind: 'gitlocal',
    besides: ['clone'],
    calls: {
      repository: (repository) =>
        told(name, async () => {
          const { place, main } = await open(repository)
          return { identity: identityOfFolder(place.display), defaultBranch: main?.name ?? '', location: place.display }
        }),
      changes: (repository, since) =>
        told(name, async () => {
          const { mirror, branches, main } = await open(repository)
          if (main === undefined) return { items: [], unchanged: false }
          const ahead = await listUnmerged(mirror, main.sha)
          const items: HostChange[] = []
          for (const branch of branches)
            if (branch.name !== main.name && ahead.has(branch.sha)) items.push(await changeOf(mirror, branch, main))
          return from(since, items, (one) => one.updatedAt)
        }),
      changeFiles: (repository, change) =>
        told(name, async () => {
          const { mirror, branches, main } = await open(repository)
          const branch = branchOf(branches, String(change))
          const base = main && (await mergeBase(mirror, main.sha, branch.sha))
          return (await diffFiles(mirror, base, branch.sha)).files.map(fileOf)
        }),
      releases: (repository, since) =>
        told(name, async () => {
          const { mirror, main } = await open(repository)
          const tags = main === undefined ? [] : await listTags(mirror)
          const items = tags.map((tag): HostRelease => ({
            tag: tag.name,
            sha: tag.sha,
            publishedAt: timeOf(tag.createdAt),
            ...(tag.title === '' ? {} : { title: tag.title }),
          }))
          return from(since, items, (one) => one.publishedAt)
        }),
      commits: (repository, branch, since) =>
        told(name, async () => {
          const { mirror, branches } = await open(repository)
          const items: HostCommit[] = []
          const range = { include: [branchOf(branches, branch).sha], newest: MAX_COMMITS }
          for await (const commit of readHistory(mirror, range))
            items.push({
              id: commit.sha,
              author: commit.author,
              committedAt: timeOf(commit.committedAt),
              message: commit.message,
              files: commit.files.map(fileOf),
            })
          return from(since, items, (one) => one.committedAt)
        }),
    },
  }
}

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

const from = <T>({ since }: Since, items: readonly T[], moment: (one: T) => string): Listing<T> => ({
  items: items
    .filter((one) => Date.parse(moment(one)) >= Date.parse(since))
    .sort((one, other) => Date.parse(moment(one)) - Date.parse(moment(other))),
  unchanged: false,
})

const changeOf = async (mirror: string, branch: Branch, main: Branch): Promise<HostChange> => {
  const base = await mergeBase(mirror, main.sha, branch.sha)
  let head: Commit | undefined
  for await (const commit of readHistory(mirror, { include: [branch.sha], newest: 1 })) head = commit
  const [title = '', ...rest] = (head?.message ?? '').split('\n')
  const body = rest.join('\n').trim()
  const at = timeOf(branch.committedAt)
  return {
    number: 0,
    state: 'open',
    title,
    author: head?.author ?? { name: 'unknown' },
    draft: false,
    head: { ref: branch.name, sha: branch.sha },
    base: { ref: main.name, ...(base === undefined ? {} : { sha: base }) },
    createdAt: at,
    updatedAt: at,
    ...(body === '' ? {} : { body }),
  }
}

const fileOf = (file: {
  readonly path: string
  readonly oldPath?: string
  readonly status: HostFile['status'] | 'retyped'
  readonly added: number
  readonly deleted: number
}): HostFile => ({
  path: file.path,
  status: file.status === 'retyped' ? 'modified' : file.status,
  added: file.added,
  deleted: file.deleted,
  ...(file.oldPath === undefined ? {} : { oldPath: file.oldPath }),
})

const PROBLEMS: Partial<Record<GitProblem, HostProblem>> = {
  refused: 'refused',
  not_found: 'not_found',
  not_a_repository: 'not_found',
  unreadable: 'forbidden',
  unreachable: 'unavailable',
  timeout: 'timeout',
  too_large: 'too_large',
  cancelled: 'cancelled',
  no_git: 'no_program',
}

const told = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    throw new HostError(PROBLEMS[error.code] ?? 'unavailable', `${name}: ${error.message}`, { cause: error })
  }
}
