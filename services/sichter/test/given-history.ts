import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { newDice } from '../src/decisions/models/grow-tree.js'

/** Repository of the examples. */
export const SHOP = 'acme/shop'

type Commit = EventData['change.recorded.v1']
type Proposal = EventData['pr.opened.v1']

/** The n-th commit id. */
export const sha = (n: number): string => n.toString(16).padStart(40, '0')

/** Noon of the n-th half day since 2025. */
export const timeOf = (n: number): string => new Date(Date.UTC(2025, 0, 1, 12) + n * 43_200_000).toISOString()

/** Data of the n-th commit: one line in one file, unless told otherwise. */
export const commit = (n: number, more: Partial<Commit> = {}): Commit => {
  const repository = more.repository ?? SHOP
  return {
    repository,
    change: `change/${repository}/${sha(n)}`,
    sha: sha(n),
    parents: n > 1 ? [sha(n - 1)] : [],
    author: { name: 'Ada', email: 'ada@example.org' },
    authored_at: timeOf(n),
    committed_at: timeOf(n),
    title: `Change ${n}`,
    added: 1,
    deleted: 0,
    files: [{ path: 'src/auth/login.ts', status: 'modified', added: 1, deleted: 0, hunks: [[n, 0, n + 1, 1, '']] }],
    ...more,
  }
}

/** The event that tells of a commit. */
export const recorded = (data: Commit): Draft<'change.recorded.v1'> =>
  draft('change.recorded.v1', { subject: data.change, time: data.committed_at, data })

/** The event that proposes a change of the given files. */
export const opened = (
  number: number,
  paths: readonly string[],
  more: Partial<Proposal> = {},
): Draft<'pr.opened.v1'> => {
  const repository = more.repository ?? SHOP
  const data: Proposal = {
    repository,
    number,
    branch: 'feature',
    base_branch: 'main',
    head: sha(1_000_000 + number),
    title: 'A feature',
    author: { name: 'Ada', email: 'ada@example.org' },
    added: 10 * paths.length,
    deleted: 0,
    files_known: true,
    files: paths.map((path) => ({ path, status: 'modified', added: 10, deleted: 0, hunks: [[1, 0, 2, 10, '']] })),
    ...more,
  }
  return draft('pr.opened.v1', { subject: `pr/${repository}/${number}`, time: timeOf(5000 + number), data })
}

const FILES = [
  'src/core/engine.ts',
  'src/core/parser.ts',
  'src/web/page.ts',
  'src/web/form.ts',
  'docs/guide.md',
  'src/api/users.ts',
]

/**
 * A made-up history in which what breaks is not what is large: half of the changes of the engine are fixed 30 days later,
 * large changes of the web never.
 */
export const givenHistory = (length: number, repository = SHOP): Commit[] => {
  const dice = newDice(7)
  const due = new Map<number, number>()
  return Array.from({ length }, (_, at) => {
    const n = at + 1
    const bad = due.get(n)
    const path = bad === undefined ? (FILES[Math.floor(dice() * FILES.length)] as string) : 'src/core/engine.ts'
    const isEngine = path === 'src/core/engine.ts'
    const added = isEngine ? 1 + Math.floor(dice() * 20) : 1 + Math.floor(dice() * 200)
    if (isEngine && bad === undefined && dice() < 0.6) due.set(n + 60, n)
    return commit(n, {
      repository,
      author: { name: ['Ada', 'Bo', 'Cy'][Math.floor(dice() * 3)] as string },
      title: bad === undefined ? `Improve ${path}` : `Fix ${path}`,
      added,
      deleted: 1,
      files: [
        {
          path,
          status: 'modified',
          added,
          deleted: 1,
          hunks: [[1 + (n % 50), 1, 1 + (n % 50), added, `step${n % 5}()`]],
        },
      ],
      ...(bad === undefined ? {} : { fixes: [sha(bad)] }),
    })
  })
}
