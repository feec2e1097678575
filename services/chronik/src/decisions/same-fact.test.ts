import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, type AnyMeshEvent, complete, draft } from '@heimgewebe/contracts'
import { draftsOf } from './poll-shapes.js'
import { sameFact, toldByPoll, untold } from './same-fact.js'

const AT = '2026-03-01T10:00:00.000Z'
const later = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString()

const known = (one: AnyDraft, index = 0): AnyMeshEvent =>
  ({
    ...complete(one, 'heimgewebe/chronik', new Date(AT)),
    position: index + 1,
    streamversion: index + 1,
  }) as AnyMeshEvent

const comment = (at: string, how: { author?: string; url?: string } = {}): AnyDraft =>
  draft('comment.created.v1', {
    subject: 'pr/acme/shop/1',
    time: at,
    data: {
      ...{ repository: 'acme/shop', about: 'pr/acme/shop/1', text: 'yes', created_at: at },
      author: { name: how.author ?? 'ada' },
      ...(how.url === undefined ? {} : { url: how.url }),
    },
  })

const result = (at: string, how: { run?: string; pipeline?: string; outcome?: 'success' | 'failure' } = {}): AnyDraft =>
  draft('ci.result.v1', {
    subject: 'ci/acme/shop/1',
    time: at,
    data: {
      ...{ repository: 'acme/shop', sha: 'a'.repeat(40), finished_at: at },
      ...{ pipeline: how.pipeline ?? 'tests', run: how.run ?? '1', outcome: how.outcome ?? 'failure' },
    },
  })

const issue = (how: { state?: 'open' | 'closed'; updatedAt?: string; closedAt?: string }) =>
  draftsOf('acme/shop', {
    kind: 'issue',
    found: {
      ...{ number: 1, state: 'open', title: 'broken', author: { name: 'ada' }, labels: [] },
      ...{ createdAt: AT, updatedAt: AT, ...how },
    },
  })

describe('sameFact', () => {
  it.each([
    ['a comment at the same place', comment(AT, { url: 'a' }), comment(later(60), { url: 'a' }), true],
    ['a comment at another place', comment(AT, { url: 'a' }), comment(AT, { url: 'b' }), false],
    ['a comment of the same second without a place', comment(AT, { url: 'a' }), comment(later(1)), true],
    ['a comment two seconds later', comment(AT), comment(later(2)), false],
    ['a comment of another person', comment(AT), comment(AT, { author: 'bob' }), false],
    ['a run that ended a little apart', result(AT), result(later(10)), true],
    ['a run that ended otherwise', result(AT), result(AT, { outcome: 'success' }), false],
    ['a run that was run again', result(AT), result(later(11)), false],
    ['a job that the host counts otherwise', result(AT), result(AT, { run: '2' }), true],
    ['another job', result(AT), result(AT, { run: '2', pipeline: 'lint' }), false],
  ])('%s: %#', (_, one, other, same) => {
    expect(sameFact(known(one), other)).toBe(same)
  })
})

describe('untold', () => {
  it('lets one event account for one draft only', () => {
    const two = [comment(AT), comment(later(0.5))]
    expect(untold('host', [known(comment(AT))], two)).toHaveLength(1)
    expect(untold('host', two.map(known), two)).toHaveLength(0)
  })

  it('takes the run with the id before the one that has only the name', () => {
    const two = [result(AT, { run: '2' }), result(AT, { run: '1' })]
    expect(untold('host', [known(result(AT, { run: '1' }))], two).map(({ data }) => data)).toEqual([two[0]!.data])
  })

  it('gives the same ids to the same content, and other ids to other content', () => {
    const ids = (one: AnyDraft) => untold('host', [], [one]).map(({ id }) => id)
    expect(ids(result(AT))).toEqual(ids(result(AT)))
    expect(ids(result(AT))).not.toEqual(ids(result(later(1))))
  })

  it('tells an issue that was opened again, and nothing where it was only touched', () => {
    const closed = issue({ state: 'closed', closedAt: later(60), updatedAt: later(60) })
    const log = untold('host', [], closed).map(known)
    expect(log.map(({ type }) => type)).toEqual(['issue.opened.v1', 'issue.closed.v1'])

    const again = untold('host', log, issue({ updatedAt: later(120) }))
    expect(again.map(({ data, type }) => [type, data])).toMatchObject([['issue.opened.v1', { opened_at: later(120) }]])
    expect(untold('host', [...log, ...again.map(known)], issue({ updatedAt: later(180) }))).toEqual([])
  })
})

describe('toldByPoll', () => {
  it('asks the events of polls only: webhooks among themselves are known by their ids', () => {
    const [polled] = untold('host', [], [comment(AT)])
    expect(toldByPoll([known(comment(AT))], comment(AT))).toBeUndefined()
    expect(toldByPoll([known(polled!)], comment(AT))?.actor).toBe('poll/host')
  })
})
