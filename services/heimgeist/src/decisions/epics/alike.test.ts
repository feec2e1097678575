import { describe, expect, it } from '@jest/globals'
import { eventId, heard, levels } from '../../../test/given-events.js'
import { assessEpic, lookAtEpic } from './assess-epic.js'
import { type Alike, type EpicKnown, type Trouble, noFacts } from './epic.js'
import { viewEpic } from './view-epic.js'
import { warnChanges } from './warn-changes.js'

const SHOP = 'acme/shop'
const pr = (number: number): string => `pr/${SHOP}/${number}`
const file = 'db/schema.sql'
const failed = (number: number): Trouble => ({
  ...{ change: pr(number), event: eventId(100 + number), atMs: number, kind: 'run', what: 'ci/test' },
  ...{ said: 'ci/test failed', errors: [], files: [], areas: [] },
})
const alike: Alike = {
  ...{ cluster: 'c-1', label: 'migration schema table', event: eventId(500) },
  ...{ members: [pr(1), pr(2), pr(3)], events: [101, 102, 103].map(eventId) },
}
/** Three of eight tried changes of one file failed, in other words; two are open, one of them elsewhere. */
const epic = (more: Partial<EpicKnown> = {}): EpicKnown => {
  const facts = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12].map((number) => ({
    ...noFacts(pr(number), SHOP),
    state: { is: number > 10 ? ('open' as const) : ('merged' as const), event: eventId(number), atMs: number },
    files: [number === 12 ? 'web/a.ts' : file],
  }))
  return {
    epic: {
      ...{ epic: 'db', title: 'New schema', repository: SHOP, issue: null, by: null },
      ...{ opened: { event: eventId(600), atMs: 0 }, closed: null, clockMs: 0 },
    },
    facts,
    links: facts.map(({ subject }) => ({
      ...{ epic: 'db', subject, by: null, reason: null, how: 'hand', event: eventId(700), events: [], gone: false },
    })),
    troubles: [1, 2, 3].map(failed),
    ...{ alike: [alike], judged: [], warned: [], asked: [], elsewhere: [] },
    ...more,
  }
}
const look = (more: Partial<EpicKnown> = {}) => lookAtEpic(epic(more), { staleMs: 1e9, least: 2, share: 0.5 })
const { event: _, ...data } = alike
const event = heard(
  'cluster.found.v1',
  'cluster/acme/shop/c-1',
  { repository: SHOP, kind: 'failures', ...data } as never,
  800,
)
const warn = (more: Partial<EpicKnown> = {}) =>
  warnChanges(event, look(more), { levels: levels(2), warned: [], messagesLeft: { [SHOP]: 10 }, guides: {} })

describe('problems of an epic that are alike', () => {
  it('are a cluster where neither an error nor enough of those who tried a place tie them', () => {
    expect(look({ alike: [] }).clusters).toEqual([])
    expect(look().clusters).toMatchObject([
      { kind: 'words', label: 'the same in other words (migration schema table)', changes: [pr(1), pr(2), pr(3)] },
    ])
  })

  it('warn the open change that is where two of them are, once, and rest on who says that they are alike', () => {
    const [warning, ...others] = warn()
    expect(others).toEqual([])
    expect(warning?.drafts[1]?.data).toMatchObject({
      ...{ change: pr(11), cluster: 'the same in other words (migration schema table)' },
      text: `3 changes of epic db had trouble, the same in other words (migration schema table), in ${file}, which this one touches too: ${pr(1)}, ${pr(2)}, ${pr(3)}.`,
      events: [eventId(500), eventId(101), eventId(102), eventId(103)],
    })
    const known = { levels: levels(2), warned: [warning!.warned], messagesLeft: { [SHOP]: 10 }, guides: {} }
    expect(warnChanges(event, look({ alike: [{ ...alike, label: 'schema' }] }), known)).toEqual([])
  })

  it('are none where one change of the epic alone had them', () => {
    expect(look({ alike: [{ ...alike, events: [eventId(101)], members: [pr(1)] }] }).clusters).toEqual([])
  })

  it('are also incidents that its changes led to', () => {
    const led = [1, 2].map((number) => ({ ...failed(number), kind: 'incident' as const, what: `incident/${number}` }))
    const found = look({ troubles: led, alike: [{ ...alike, events: [], members: ['incident/1', 'incident/2'] }] })
    expect(found.clusters).toMatchObject([{ kind: 'words', changes: [pr(1), pr(2)] }])
  })

  it('say no more than a file that the same changes had trouble with', () => {
    const looked = look({ links: epic().links.filter(({ subject }) => !/\/[4-8]$/.test(subject)) })
    expect(looked.clusters.map(({ kind, covered }) => [kind, covered])).toEqual([
      ['file', false],
      ['words', true],
    ])
  })

  it('are told and shown like other clusters', () => {
    const [told] = assessEpic(event, look(), undefined)?.data.clusters ?? []
    expect(told).toEqual({
      label: 'the same in other words (migration schema table)',
      ...{ changes: [pr(1), pr(2), pr(3)], events: [500, 101, 102, 103].map(eventId) },
    })
    expect(viewEpic(look(), []).clusters).toMatchObject([
      { text: '3 changes had trouble: the same in other words (migration schema table)' },
    ])
  })
})
