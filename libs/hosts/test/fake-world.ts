import type { HostChange, HostComment, HostCommit, HostIssue, HostRelease, HostReview, HostRun } from '../src/models.js'

/** A file of a change, with the text that GitLab tells its lines by. */
export interface WorldFile {
  readonly path: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed'
  readonly oldPath?: string
  readonly diff: string
}

/** A commit status. */
export interface WorldStatus {
  readonly id: number
  readonly sha: string
  readonly name: string
  readonly state: string
  readonly description: string
  readonly url: string
  readonly at: string
}

/** One repository as all hosts know it, in no host's words. Tests change it, and hosts when they are written to. */
export class World {
  readonly repository = 'acme/shop'
  /** Whom the token belongs to. */
  me = 'mesh-bot'
  now = '2026-03-02T12:00:00.000Z'
  changes: HostChange[] = []
  files = new Map<number, WorldFile[]>()
  reviews: HostReview[] = []
  comments: HostComment[] = []
  runs: HostRun[] = []
  checks: HostRun[] = []
  issues: HostIssue[] = []
  releases: HostRelease[] = []
  statuses: WorldStatus[] = []
  commits: HostCommit[] = []
  private ids = 1000

  nextId(): number {
    return ++this.ids
  }

  /** Puts one entry in the place of another. */
  changed(number: number, how: Partial<HostChange>): HostChange {
    return put(this.changes, number, { updatedAt: this.now, ...how })
  }

  issueChanged(number: number, how: Partial<HostIssue>): HostIssue {
    return put(this.issues, number, { updatedAt: this.now, ...how })
  }
}

const put = <T extends { readonly number: number }>(all: T[], number: number, how: Partial<T>): T => {
  const at = all.findIndex((one) => one.number === number)
  if (at < 0) throw new Error(`no ${number}`)
  all[at] = { ...all[at]!, ...how }
  return all[at]
}

/** An id of a commit that says where it comes from. */
export const shaOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40)

/** A change with what it needs. */
export const change = (number: number, how: Partial<HostChange> = {}): HostChange => ({
  number,
  state: 'open',
  title: `change ${number}`,
  body: `about change ${number}`,
  author: { name: 'ada' },
  draft: false,
  head: { ref: `branch-${number}`, sha: shaOf(`head ${number}`) },
  base: { ref: 'main' },
  createdAt: '2026-03-01T10:00:00.000Z',
  updatedAt: '2026-03-01T10:00:00.000Z',
  ...how,
})

/** An issue with what it needs. */
export const issue = (number: number, how: Partial<HostIssue> = {}): HostIssue => ({
  number,
  state: 'open',
  title: `issue ${number}`,
  author: { name: 'grace' },
  labels: ['bug'],
  createdAt: '2026-03-01T10:00:00.000Z',
  updatedAt: '2026-03-01T10:00:00.000Z',
  ...how,
})

/** A comment with what it needs. */
export const comment = (id: number, how: Partial<HostComment> = {}): HostComment => ({
  id: String(id),
  on: 'change',
  number: 1,
  author: { name: 'grace' },
  text: `comment ${id}`,
  createdAt: '2026-03-01T11:00:00.000Z',
  updatedAt: '2026-03-01T11:00:00.000Z',
  ...how,
})

/** A finished run with what it needs. */
export const run = (id: number, how: Partial<HostRun> = {}): HostRun => ({
  id: String(id),
  name: 'tests',
  sha: shaOf('head 1'),
  branch: 'branch-1',
  outcome: 'failure',
  startedAt: '2026-03-01T11:00:00.000Z',
  finishedAt: '2026-03-01T11:05:00.000Z',
  ...how,
})
