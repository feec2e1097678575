import { describe, expect, it } from '@jest/globals'
import type { AnyDraft, Draft, MeshEvent } from '@heimgewebe/contracts'
import { MIGRATIONS, SHOP, TWENTY, UNRELATED, failedRun, incident, issue } from '../../../test/problems.js'
import { event } from '../../../test/given-events.js'
import { clusterRules } from './cluster-rules.js'
import { findAlike } from './find-alike.js'
import { type KnownCluster, followCluster } from './follow-cluster.js'
import { type Problem, readCiFailure, readGuardFailure, readReport } from './read-problem.js'
import { stemOf, tellingWords } from './telling-words.js'

const DAY_MS = 86_400_000
const report = (subject: string, title: string): Problem => ({
  ...{ subject, repository: SHOP, kind: 'incidents', event: `event of ${subject}` },
  ...{ atMs: 0, words: tellingWords(title, 12) },
})
const reports = (titles: readonly string[]): Problem[] => titles.map((title) => report(title, title))
const happened = <T extends AnyDraft>(draft: Draft | T): never =>
  event(draft.type as never, draft.subject, draft.data as never) as never

/** What follows when problems come one by one: how each cluster stands at the end, and all that was told. */
const tell = (problems: readonly Problem[]) => {
  const clusters = new Map<string, KnownCluster>()
  const told: Draft<'cluster.found.v1'>[] = []
  problems.forEach((problem, at) => {
    const alike = findAlike(problem, problems.slice(Math.max(0, at - 200), at), 3)
    const heard = { id: `${problem.event} at ${at}`, position: at } as MeshEvent
    const followed = alike && followCluster(heard, problem, alike, [...clusters.values()])
    if (followed) clusters.set(followed.cluster.cluster, followed.cluster)
    if (followed?.draft) told.push(followed.draft)
  })
  return { clusters: [...clusters.values()], told }
}
const membersOf = ({ data }: Draft<'cluster.found.v1'>): string[] => [...data.members].sort()
/** Draws that are the same each time. */
const draws = (titles: readonly string[], size: number, count: number): string[][] => {
  let seed = 7
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  return Array.from({ length: count }, () =>
    titles
      .map((title) => ({ title, at: random() }))
      .sort((a, b) => a.at - b.at)
      .slice(0, size)
      .map(({ title }) => title),
  )
}

describe('a cluster of like problems', () => {
  it('is exactly the five differently worded migration problems among twenty, told as it grows, under one id', () => {
    const { told } = tell(reports(TWENTY))
    expect(told.map(({ data }) => data.members.length)).toEqual([3, 4, 5])
    expect(new Set(told.map(({ data }) => data.cluster)).size).toBe(1)
    const last = told.at(-1)!
    expect(membersOf(last)).toEqual([...MIGRATIONS].sort())
    expect(last.data).toMatchObject({ repository: SHOP, kind: 'incidents', label: expect.stringMatching(/migrat/) })
    expect(last.data.words).toEqual(expect.arrayContaining(['schema', 'table']))
    expect(last.data.events).toEqual(last.data.members.map((title) => `event of ${title}`))
    expect(last.data.cohesion).toBeGreaterThan(0.1)
  })

  it('is the same five in whichever order they come, and with nothing else around them', () => {
    for (const titles of draws(TWENTY, 20, 50))
      expect(membersOf(tell(reports(titles)).told.at(-1)!)).toEqual([...MIGRATIONS].sort())
    expect(membersOf(tell(reports(MIGRATIONS)).told.at(-1)!)).toEqual([...MIGRATIONS].sort())
  })

  it('is not found in any of 300 draws of twenty unrelated problems, nor in all of them', () => {
    for (const titles of [...draws(UNRELATED, 20, 300), UNRELATED]) expect(tell(reports(titles)).told).toEqual([])
  })

  it('needs three: two that are alike are none, and one that is told three times is one', () => {
    const two = 'Schema migration locks the orders table'
    expect(tell([report('a', two), report('b', two)]).told).toEqual([])
    expect(findAlike(report('c', two), [report('a', two), report('b', two)], 3)?.members).toHaveLength(3)
  })

  it('is not tied by two words that are frequent each, and together by chance', () => {
    const one = (n: number): string =>
      [n % 5 === 0 ? 'invoice' : '', n % 2 === 0 ? 'export' : '', n.toString(36).padStart(5, 'q')].join(' ')
    const [first, ...others] = reports(Array.from({ length: 40 }, (_, n) => one(n)))
    expect(findAlike(first!, others, 3)).toBeUndefined()
    expect(
      findAlike(
        first!,
        others.filter((_, n) => (n + 1) % 5 === 0 || (n + 1) % 2 === 1),
        3,
      )?.members,
    ).toHaveLength(4)
  })

  it('is not tied by two words of long titles that have nothing else in common', () => {
    const alike = ['Gateway proxy', 'Proxy of the gateway', 'Gateway behind proxy']
    const long = alike.map((title, n) => `${title} ${UNRELATED[2 * n]!} ${UNRELATED[2 * n + 1]!}`)
    expect([tell(reports(alike)).told.length, tell(reports(long)).told]).toEqual([1, []])
  })

  it('is not two groups that the first word alone ties', () => {
    const titles = [
      'Checkout refuses coupon',
      'Checkout doubles coupon',
      'Checkout prints receipt',
      'Receipt of checkout torn',
      'Checkout receipt blank',
    ]
    const [first, ...others] = reports(titles)
    expect(findAlike(first!, others, 3)).toBeUndefined()
    expect(
      findAlike(others.at(-1)!, [first!, ...others.slice(0, -1)], 3)
        ?.members.map(({ subject }) => subject)
        .sort(),
    ).toEqual(titles.slice(2).sort())
  })

  it('is not tied by a word that stands in most problems, nor by one word alone', () => {
    const [first, ...checkout] = reports(UNRELATED.map((title) => `Checkout basket: ${title}`))
    expect(findAlike(first!, checkout, 3)).toBeUndefined()
    const alone = ['Checkout flickers', 'Typo in checkout', 'Checkout lacks umlauts', 'Checkout ignores coupons']
    expect(tell(reports(alone)).told).toEqual([])
  })

  it('is told some forty times at most, never twice with the same members, and holds two hundred', () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      report(`issue/${n}`, n % 4 === 0 ? 'Schema migration locks the table' : n.toString(36).padStart(5, 'q')),
    )
    const { told, clusters } = tell([...many, ...many.slice(0, 20)])
    expect(told.length).toBeLessThan(45)
    expect(new Set(told.map(({ data }) => data.members.length)).size).toBe(told.length)
    expect(clusters.map(({ members }) => members.length)).toEqual([200])
    expect(Math.max(...told.map(({ data }) => data.members.length))).toBeGreaterThan(180)
  })

  it('is another one where the problems are about something else', () => {
    const cards = [
      'Card payment hangs at 3-D Secure',
      'Refund of a card payment is late',
      'Card refused: payment stays open',
    ]
    const { told } = tell(reports([...TWENTY, ...cards]))
    expect(new Set(told.map(({ data }) => data.cluster)).size).toBe(2)
    expect(membersOf(told.at(-1)!)).toEqual([...cards].sort())
  })

  it('has an id that comes from the log alone', () => {
    const ids = [1, 2].map(() => tell(reports(TWENTY)).told.map(({ data }) => data.cluster))
    expect(ids[0]).toEqual(ids[1])
  })
})

describe('what counts', () => {
  const alike = (clockMs: number, ...atMs: number[]) =>
    clusterRules.find(
      { ...report('new', MIGRATIONS[1]!), atMs: 100 * DAY_MS },
      {
        others: atMs.map((one, n) => ({ ...report(`old ${n}`, MIGRATIONS[1]!), atMs: one * DAY_MS })),
        ...{ clockMs: clockMs * DAY_MS, windowMs: 30 * DAY_MS, least: 3 },
      },
    )

  it('is what came within the window before the new one', () => {
    expect(alike(0, 71, 99)?.members).toHaveLength(3)
    expect(alike(0, 69, 99)).toBeUndefined()
  })

  it('is not the past of a repository that was registered later', () => {
    expect(alike(130, 99, 99)).toBeDefined()
    expect(alike(131, 99, 99)).toBeUndefined()
  })

  it('is the title of an incident or issue of a repository', () => {
    expect(readReport(happened(incident('7', 'Migrations of the schema fail')))).toMatchObject({
      ...{ subject: 'incident/7', kind: 'incidents', repository: SHOP, words: ['migrations', 'schema'] },
    })
    expect(readReport(happened(issue(3, 'It fails again, 500 times')))).toBeUndefined()
    expect(readReport(happened({ ...incident('8', 'Schema'), data: { title: 'Schema' } } as never))).toBeUndefined()
  })

  it('is what failed in a run, as a problem of its change', () => {
    const run = failedRun(5, 'migrates orders', 'column exists\nat /home/ci/db.ts')
    expect(readCiFailure(happened(run))).toMatchObject({
      ...{ subject: `pr/${SHOP}/5`, kind: 'failures', words: ['migrates', 'orders', 'column', 'exists'] },
    })
    const told = (data: object): string | undefined =>
      readCiFailure(happened({ ...run, data: { ...run.data, ...data } } as never))?.subject
    expect(told({ number: undefined, branch: 'work' })).toBe(`branch/${SHOP}/work`)
    expect(told({ number: undefined })).toBe(`change/${SHOP}/${'5'.padStart(40, '0')}`)
    expect([told({ outcome: 'success' }), told({ failures: undefined })]).toEqual([undefined, undefined])
  })

  it('is a failed guard, unless the failure is not of its change', () => {
    const guard = (more: object) =>
      readGuardFailure(
        happened({
          type: 'guard.finished.v1',
          subject: `pr/${SHOP}/5`,
          data: {
            repository: SHOP,
            change: `pr/${SHOP}/5`,
            verdict: 'failed',
            failures: [{ name: 'locks the table' }],
            ...more,
          },
        } as never),
      )?.words
    expect(guard({ fault: 'change' })).toEqual(['locks', 'table'])
    expect([guard({ fault: 'flaky' }), guard({ fault: 'before' }), guard({ verdict: 'passed' })]).toEqual(
      Array(3).fill(undefined),
    )
  })

  it('compares words without their usual endings', () => {
    expect(new Set(['migrate', 'migrates', 'migrating', 'migration', 'migrations'].map(stemOf)).size).toBe(1)
    expect([stemOf('tables'), stemOf('table'), stemOf('queries'), stemOf('query')]).toEqual([
      'table',
      'table',
      'query',
      'query',
    ])
  })
})
