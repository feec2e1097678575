import { lookup } from 'node:dns/promises'
import { mkdir } from 'node:fs/promises'
import { mayConnect } from '@heimgewebe/git'
import { HostError, shown } from '../errors.js'
import type { HostCommit, HostFile, Since } from '../models.js'
import type { Adapter } from '../provider.js'
import { countLines, type LineCount } from './count-lines.js'
import { readSvnInfo, readSvnLog, type SvnInfo, type SvnRevision } from './svn-log.js'
import { runSvn, type SvnOptions } from './svn-process.js'

/** Most revisions of one list, oldest first: the next one is asked for from the last of them. */
const MAX_REVISIONS = 500
/** Largest diff whose lines are counted, in bytes; a larger one counts none. */
const MAX_DIFF_BYTES = 16 * 1_048_576

/** How Subversion is reached. */
export interface SvnReach {
  readonly name: string
  /** Every repository must be at or below it: https://, svn:// or file://. */
  readonly base: string
  /** The owner says that the host is in a private net or on this machine. `file:` always is. */
  readonly own: boolean
  /** Folder of ours for svn's configuration, made where it is missing. */
  readonly folder: string
}

/**
 * Subversion, read by its own client. A revision is a commit, its number the id; a branch is a path below the URL: trunk,
 * branches/<name>, or `.` for the URL itself. It sends no webhooks and knows no changes, and says so.
 */
export const svn = (reach: SvnReach): Adapter => {
  const options: SvnOptions = { configuration: reach.folder }
  const ask = async (url: string): Promise<SvnInfo> => {
    await mkdir(reach.folder, { recursive: true, mode: 0o700 })
    await checkHost(reach, url)
    return readSvnInfo(await runSvn('info', ['--xml'], { url }, options))
  }
  const ifThere = (url: string): Promise<SvnInfo | undefined> =>
    ask(url).catch((error: unknown) => {
      if (error instanceof HostError && error.code === 'not_found') return undefined
      throw error
    })

  const lines = async (url: string, revision: number): Promise<ReadonlyMap<string, LineCount>> => {
    const words = ['--change', String(revision), '--internal-diff', '--ignore-properties']
    try {
      return countLines(await runSvn('diff', words, { url, peg: revision }, { ...options, maxBytes: MAX_DIFF_BYTES }))
    } catch (error) {
      // A branch that this revision made is not there before it: nothing to compare with.
      const passing = error instanceof HostError && ['too_large', 'not_found'].includes(error.code)
      if (passing) return new Map()
      throw error
    }
  }

  return {
    kind: 'svn',
    besides: [],
    calls: {
      async repository(repository) {
        const url = checkedUrl(reach, repository)
        const info = await ask(url)
        const trunk = await ifThere(`${url}/trunk`)
        return { identity: info.uuid, defaultBranch: trunk === undefined ? '.' : 'trunk', location: info.url }
      },
      async commits(repository, branch, { since }: Since) {
        const url = branchUrl(checkedUrl(reach, repository), branch)
        const info = await ask(url)
        const range = `{${new Date(since).toISOString()}}:${info.revision}`
        const words = ['--xml', '--verbose', '--revision', range, '--limit', String(MAX_REVISIONS)]
        const log = readSvnLog(await runSvn('log', words, { url, peg: info.revision }, options))
        const inside = decodeURIComponent(info.url.slice(info.root.length))
        const items: HostCommit[] = []
        // NOTE: by date svn begins with the last revision before it.
        for (const entry of log.filter((one) => Date.parse(one.date) >= Date.parse(since)))
          items.push(commitOf(entry, inside, await lines(url, entry.revision)))
        return { items, unchanged: false }
      },
    },
  }
}

const STATUS: Readonly<Record<'A' | 'M' | 'D' | 'R', HostFile['status']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'modified',
}

const commitOf = (entry: SvnRevision, inside: string, counts: ReadonlyMap<string, LineCount>): HostCommit => ({
  id: String(entry.revision),
  author: { name: entry.author },
  committedAt: entry.date,
  message: entry.message,
  files: entry.paths
    .filter((one) => !one.folder && one.path.startsWith(`${inside}/`))
    .map((one): HostFile => {
      const path = one.path.slice(inside.length + 1)
      return {
        path,
        status: one.copiedFrom === undefined ? STATUS[one.action] : 'copied',
        ...(counts.get(path) ?? { added: 0, deleted: 0 }),
        ...(one.copiedFrom === undefined ? {} : { oldPath: one.copiedFrom }),
      }
    }),
})

/** The URL of a repository: at or below the base, of the same protocol, without credentials and without a way out. */
const checkedUrl = ({ base, name }: SvnReach, repository: string): string => {
  const refuse = (why: string): never => {
    throw new HostError('refused', `${name}: ${shown(repository)} ${why}`)
  }
  if (!URL.canParse(repository)) return refuse('is not a URL')
  const url = new URL(repository)
  const root = new URL(base)
  if (!['https:', 'svn:', 'file:'].includes(url.protocol)) return refuse('is neither https, svn nor file')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return refuse('has more than a place in it')
  // NOTE: URL has resolved .. already, but not one that is written %2e%2e or %2f.
  if (/%2f|%2e%2e|%00|[\\\s]/i.test(url.href)) return refuse('has a path that is not plain')
  const plain = url.href.replace(/\/+$/, '')
  const below = root.href.replace(/\/+$/, '')
  return plain === below || plain.startsWith(`${below}/`) ? plain : refuse(`is not below ${below}`)
}

const branchUrl = (url: string, branch: string): string => {
  if (branch === '.' || branch === '') return url
  const parts = branch.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')))
    throw new HostError('refused', `not a path of a branch: ${shown(branch)}`)
  return `${url}/${parts.map(encodeURIComponent).join('/')}`
}

/** NOTE: svn resolves the name once more itself; it cannot be told which address to take. */
const checkHost = async ({ own, name }: SvnReach, url: string): Promise<void> => {
  const { hostname, protocol } = new URL(url)
  if (protocol === 'file:') return
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch((error: unknown) => {
    throw new HostError('unavailable', `${name}: ${hostname} is not known`, { cause: error })
  })
  if (!addresses.every(({ address }) => mayConnect(address, own)))
    throw new HostError('refused', `${name}: ${hostname} is no address that svn may connect to`)
}
