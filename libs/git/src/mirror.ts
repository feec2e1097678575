import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DRIVER_ATTRIBUTES, DRIVER_CONFIGURATION } from './function-names.js'
import type { GitOptions } from './git-process.js'
import { checkedSha } from './names.js'
import { runGit } from './git-process.js'
import { FOLLOWED, type RemoteRefs, listRemote } from './list-remote.js'
import type { Location } from './location.js'
import { isPartialClone, replaceLarge, replaceMissing } from './placeholders.js'
import { syncFolder, syncPath } from './on-disk.js'
import { listBranches } from './refs.js'
import { pinnedAddress } from './pin-address.js'
import { seedObjects } from './seed-objects.js'
import { type SourceFolder, findSourceFolder, originHead, shallowEdge } from './source-folder.js'
import { forgetWriter, rememberWriter } from './stale-locks.js'

/** How a mirror is brought up to date. */
export interface SyncOptions {
  /** Protocols allowed for clone URLs. Default ['https']. A folder of this machine is always allowed. */
  readonly protocols?: readonly string[]
  /** Longest transfer in milliseconds. Default 3,600,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** `fingerprint` of an earlier sync: nothing is transferred when the source still says the same. */
  readonly fingerprint?: string
}

/** What a source looks like, after its mirror has all of it. */
export interface SyncedSource {
  /** False when the source says what it said at the fingerprint that was given. */
  readonly changed: boolean
  /** Stands for all that the source said. */
  readonly fingerprint: string
  /** Branch that changes are merged into, as far as the source tells; nothing for a detached HEAD. */
  readonly headBranch?: string
  /** Branch that origin/HEAD of a clone names: a better word for it than the branch that is checked out. */
  readonly originBranch?: string
  /** True when no branch has a commit yet. There is no mirror then. */
  readonly empty: boolean
  readonly bare: boolean
  readonly shallow: boolean
  /** Stands for where a shallow clone ends; empty for a whole one. */
  readonly edge: string
  readonly objectFormat: 'sha1' | 'sha256'
  /** True for a partial clone: what it lacks counts as binary, and a commit that needs it cannot be checked out. */
  readonly partial: boolean
}

/** Branch under which a mirror keeps the HEAD of a source that has no branch at all, as build servers have it. */
export const DETACHED_BRANCH = 'detached'

const LONGEST_TRANSFER_MS = 3_600_000

/**
 * Makes a bare mirror of a repository in a folder of ours, or brings it up to date. Git never runs inside the source, and
 * of the source's configuration nothing is read. The folders `<mirror>.*` beside it are used too. One call at a time.
 */
export const syncMirror = async (
  mirror: string,
  location: Location,
  options: SyncOptions = {},
): Promise<SyncedSource> => {
  const { timeoutMs = LONGEST_TRANSFER_MS } = options
  const reach = reachOf(mirror, location, options)
  const source = location.path === undefined ? undefined : await findSourceFolder(location.path)
  await mkdir(dirname(mirror), { recursive: true, mode: 0o700 })
  const partial = source !== undefined && (await isPartialClone(source))
  const remote = await askSource(mirror, location, partial, reach)
  const edge = source ? await shallowEdge(source.commonDir) : []
  const originBranch = source && (await originHead(source))
  const sha = remote.headSha ?? remote.refs.values().next().value
  const objectFormat = sha?.length === 64 ? 'sha256' : 'sha1'
  const fingerprint = fingerprintOf([
    location.display,
    remote.headBranch,
    originBranch,
    edge,
    [...remote.refs],
    remote.headSha,
  ])
  const state = {
    changed: fingerprint !== options.fingerprint,
    fingerprint,
    ...(remote.headBranch === undefined ? {} : { headBranch: remote.headBranch }),
    ...(originBranch === undefined ? {} : { originBranch }),
    bare: source?.bare ?? true,
    edge: edge.length === 0 ? '' : fingerprintOf(edge),
    partial,
    objectFormat,
  } as const
  const detached = remote.headSha !== undefined && ![...remote.refs.keys()].some((ref) => !ref.startsWith('refs/tags/'))
  const empty = remote.refs.size === 0 && !detached
  if (empty) return { ...state, empty, shallow: edge.length > 0 }

  // Git adds to the edge of a shallow clone but never takes back; so a changed edge needs a new mirror.
  const outdated = source !== undefined && (await isWhole(mirror)) && !sameList(await shallowEdge(mirror), edge)
  if (outdated) await rm(mirror, { recursive: true, force: true })
  const fetching = { ...reach, timeoutMs }
  if (!(await isWhole(mirror))) await create(mirror, state, source, (draft) => fetch(draft, fetching, detached))
  else if (state.changed) await update(mirror, () => fetch(mirror, fetching, detached))
  return { ...state, empty, shallow: (await shallowEdge(mirror)).length > 0 }
}

/**
 * Brings one commit that no branch of the source holds into a mirror that was synced before: the head of a change from a
 * fork lies at its host under a ref that no mirror follows. No ref is made for it here. Rejects where the source does not
 * hand it out. One call at a time.
 */
export const fetchCommit = async (
  mirror: string,
  location: Location,
  sha: string,
  options: Omit<SyncOptions, 'fingerprint'> = {},
): Promise<void> => {
  const { timeoutMs = LONGEST_TRANSFER_MS } = options
  const exclude = (await listBranches(mirror)).map((branch) => branch.sha)
  await transfer(mirror, { ...reachOf(mirror, location, options), timeoutMs }, ['--', 'origin', checkedSha(sha)])
  await replaceLarge(mirror, { include: [sha], exclude })
}

/** Throws a mirror away, so that the next sync makes a new one. */
export const removeMirror = async (mirror: string): Promise<void> => {
  for (const path of [mirror, `${mirror}.new`]) await rm(path, { recursive: true, force: true })
}

/** The question is asked from an empty repository of ours, since git would look for one around the current folder. */
const askSource = async (
  mirror: string,
  location: Location,
  partial: boolean,
  reach: GitOptions,
): Promise<RemoteRefs> => {
  const pinned = await pinnedAddress(location)
  await writeFile(`${mirror}.gitconfig`, configurationFor(location, partial, pinned), { mode: 0o600 })
  const place = (await isWhole(mirror)) ? mirror : `${mirror}.new`
  if (place !== mirror) await init(place, 'sha1')
  return listRemote(place, reach)
}

/** A mirror appears under its name when it is complete: one that was interrupted is never mistaken for it. */
const create = async (
  mirror: string,
  state: Pick<SyncedSource, 'objectFormat' | 'partial'>,
  source: SourceFolder | undefined,
  fill: (draft: string) => Promise<void>,
): Promise<void> => {
  const draft = `${mirror}.new`
  await init(draft, state.objectFormat)
  if (source) {
    try {
      await seedObjects(source, draft)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
      // The source was tidied up meanwhile, or its files are not ours to read: the fetch gets everything then.
      await init(draft, state.objectFormat)
    }
  }
  await fill(draft)
  if (state.partial) await replaceMissing(draft)
  await replaceLarge(draft)
  await runGit('commit-graph', ['write', '--reachable'], { gitDir: draft, timeoutMs: 600_000 })
  await syncFolder(draft)
  // What stands there is no mirror any more: a cut of the power under an older version may have left it hollow.
  await rm(mirror, { recursive: true, force: true })
  await rename(draft, mirror)
  await syncPath(dirname(mirror))
}

/** What a fetch brought is looked through before anybody reads it; what an interrupted one brought, at the next. */
const update = async (mirror: string, fill: () => Promise<void>): Promise<void> => {
  const exclude = (await listBranches(mirror)).map((branch) => branch.sha)
  await fill()
  const include = (await listBranches(mirror)).map((branch) => branch.sha)
  if (include.length > 0) await replaceLarge(mirror, { include, exclude })
}

const init = async (folder: string, format: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await runGit('init', ['--quiet', '--bare', '--template=', `--object-format=${format}`, '--', folder])
  await mkdir(join(folder, 'info'), { recursive: true })
  await writeFile(join(folder, 'info/attributes'), DRIVER_ATTRIBUTES)
  const configuration = join(folder, 'config')
  await writeFile(configuration, (await readFile(configuration, 'utf8')) + DRIVER_CONFIGURATION)
}

const fetch = (mirror: string, options: GitOptions, detached: boolean): Promise<void> => {
  const refs = detached ? [`+HEAD:refs/heads/${DETACHED_BRANCH}`] : []
  const specs = refs.length > 0 ? [...refs, ...FOLLOWED.map(specOf)] : []
  return transfer(mirror, options, ['--prune', '--', 'origin', ...specs])
}

const transfer = async (mirror: string, options: GitOptions, what: readonly string[]): Promise<void> => {
  const args = ['--quiet', '--no-tags', '--force', '--update-shallow', '--no-write-fetch-head']
  args.push('--no-auto-maintenance', '--no-recurse-submodules')
  try {
    await runGit('fetch', [...args, ...what], {
      ...options,
      gitDir: mirror,
      onStart: (pid) => rememberWriter(mirror, pid),
    })
  } finally {
    await forgetWriter(mirror)
  }
}

/** How the source is reached: by a configuration of ours, and by the protocols that are allowed. */
const reachOf = (mirror: string, location: Location, { protocols, signal }: SyncOptions): GitOptions => ({
  configuration: `${mirror}.gitconfig`,
  protocols: location.path === undefined ? (protocols ?? ['https']) : ['file'],
  ...(signal ? { signal } : {}),
})

/** The URL may hold a password, so it goes into a file that only we may read, and never into arguments. */
const configurationFor = (location: Location, partial: boolean, pinned: string | undefined): string =>
  [
    // The source may belong to another user; what protects us is that nothing of its configuration is run.
    '[safe]\n\tdirectory = *',
    `[remote "origin"]\n\turl = "${location.url.replace(/["\\]/g, '\\$&')}"`,
    ...FOLLOWED.map((ref) => `\tfetch = ${specOf(ref)}`),
    // What a partial clone lacks is no damage to the fetch. Here, and not in the mirror, where git would ask for it.
    ...(partial ? ['\tpromisor = true'] : []),
    ...(pinned === undefined ? [] : [`[http]\n\tcurloptResolve = "${pinned}"`]),
    '',
  ].join('\n')

const specOf = (ref: string): string => `+${ref}:${ref}`

const fingerprintOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

const sameList = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join()

/** Whether there is a mirror with what git needs to take it for one. */
const isWhole = async (folder: string): Promise<boolean> => {
  const [head, configuration] = await Promise.all(
    ['HEAD', 'config'].map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  )
  return head!.trim() !== '' && configuration!.trim() !== ''
}
