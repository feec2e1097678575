import { describe, expect, it } from '@jest/globals'
import type { Draft } from '@heimgewebe/contracts'
import { eventId, heard, levels } from '../../../test/given-events.js'
import { sayWarned } from '../say-at-host.js'
import { assessEpic, lookAtEpic } from './assess-epic.js'
import { type EpicKnown, type EpicRules, type Facts, type Link, type Trouble, noFacts, repositoryOf } from './epic.js'
import { linkNamed } from './link-named.js'
import { viewEpic } from './view-epic.js'
import { type WarnKnown, warnChanges } from './warn-changes.js'

const SHOP = 'acme/shop'
const DAY = 86_400_000
const START = Date.parse('2026-03-01T00:00:00Z')
const RULES: EpicRules = { staleMs: 14 * DAY, least: 2, share: 0.5 }
const pr = (number: number): string => `pr/${SHOP}/${number}`

const link = (subject: string, more: Partial<Link> = {}): Link => ({
  ...{ epic: 'db', subject, by: 'person/ada', reason: null, how: 'hand', event: eventId(700), events: [], gone: false },
  ...more,
})
const change = (number: number, is: 'open' | 'merged' | 'closed', more: Partial<Facts> = {}): Facts => ({
  ...noFacts(pr(number), SHOP),
  state: { is, event: eventId(number), atMs: START + number },
  opened: { event: eventId(number), atMs: START },
  news: { event: eventId(number), atMs: START },
  head: 'a'.repeat(40),
  ...more,
})
const trouble = (number: number, more: Partial<Trouble> = {}): Trouble => ({
  ...{ change: pr(number), event: eventId(100 + number), atMs: START + number, kind: 'run', what: 'ci/test' },
  ...{ said: 'ci/test failed', errors: [], files: [], areas: [] },
  ...more,
})
const known = (more: Partial<EpicKnown> & { facts: readonly Facts[] }): EpicKnown => ({
  epic: {
    ...{ epic: 'db', title: 'Move to the new schema', repository: SHOP, issue: null, by: 'person/ada' },
    ...{ opened: { event: eventId(600), atMs: START }, closed: null, clockMs: 0 },
  },
  links: more.facts.map(({ subject }) => link(subject)),
  ...{ troubles: [], alike: [], judged: [], warned: [], asked: [], elsewhere: [] },
  ...more,
})
const look = (more: Partial<EpicKnown> & { facts: readonly Facts[] }) => lookAtEpic(known(more), RULES)
const at = heard('alarm.rang.v1', 'epic/db', { alarm: 'stale/x', about: eventId(600) }, 800)

it.each([
  ['pr/acme/shop/42', 'acme/shop'],
  ['pr/group/sub/shop/42', 'group/sub/shop'],
  ['branch/acme/shop/feat/x', 'acme/shop'],
  ['issue/local/shop/7', 'local/shop'],
  ['incident/acme/shop/42', null],
  ['pr/42', null],
])('the repository of %s is %s', (subject, repository) => expect(repositoryOf(subject)).toBe(repository))

describe('where an epic stands', () => {
  it('is counted from its changes, each once', () => {
    const facts = [
      ...Array.from({ length: 12 }, (_, n) => change(n + 1, 'merged')),
      ...Array.from({ length: 8 }, (_, n) => change(n + 21, 'open')),
    ]
    expect(look({ facts }).summary.text).toBe('tracking 20 PRs, 12 merged, 8 open')
    expect(look({ facts: [] }).summary).toEqual({ text: 'nothing is linked yet', events: [eventId(600)] })
  })
  it('counts what was linked before it was heard of, and what failed', () => {
    const links = [link(pr(1)), link(pr(2)), link(pr(3), { gone: true })]
    const looked = look({ facts: [change(1, 'merged')], links, troubles: [trouble(1, { kind: 'reverted' })] })
    expect(looked.summary.text).toBe('tracking 2 PRs, 1 merged, 0 open, 1 not heard of yet, 1 failed once or more')
  })
  it('takes a branch, its request and the commit that it became for one change', () => {
    const branch = { ...noFacts(`branch/${SHOP}/x`, SHOP), files: ['src/a.ts'], state: change(1, 'open').state! }
    const facts = [change(1, 'merged', { branch: 'x', mergedAs: 'e'.repeat(40) }), branch]
    const links = [link(pr(1)), link(branch.subject), link(`change/${SHOP}/${'e'.repeat(40)}`)]
    const troubles = [trouble(1, { change: `change/${SHOP}/${'e'.repeat(40)}`, kind: 'reverted' })]
    const { members, counts } = look({ facts, links, troubles })
    expect([counts.linked, counts.failed, members[0]?.facts.files]).toEqual([1, 1, ['src/a.ts']])
  })
  it('is said again only when it changed', () => {
    const facts = [change(1, 'open')]
    const first = assessEpic(at, look({ facts }), undefined) as Draft<'epic.assessed.v1'>
    expect(first.data.summary).toBe('tracking 1 PR, 0 merged, 1 open')
    expect(assessEpic(at, look({ facts }), first.data)).toBeUndefined()
    expect(assessEpic(at, look({ facts: [change(1, 'merged')] }), first.data)?.data.merged).toBe(1)
  })
})

describe('a cluster of trouble', () => {
  const labels = (more: Parameters<typeof look>[0]): string[] =>
    look(more).clusters.flatMap(({ covered, label, changes }) => (covered ? [] : [`${label}: ${changes.length}`]))
  const both = (files: string[]) => [change(1, 'merged', { files }), change(2, 'merged', { files })]

  it('needs two changes', () => {
    expect(labels({ facts: both(['a.sql']), troubles: [trouble(1), trouble(1, { event: eventId(190) })] })).toEqual([])
    expect(labels({ facts: both(['a.sql']), troubles: [trouble(1), trouble(2)] })).toEqual(['file a.sql: 2'])
  })
  it('is one for all the files that the same changes share', () => {
    expect(labels({ facts: both(['a.sql', 'b.sql', 'c.sql']), troubles: [trouble(1), trouble(2)] })).toEqual([
      'file a.sql and 2 more: 2',
    ])
  })
  it('is by the error where the error is the same, and by area where nothing else is', () => {
    const errors = [{ print: 'e1-x', said: 'no such table' }]
    const troubles = [trouble(1, { errors }), trouble(2, { errors })]
    expect(labels({ facts: both(['a.sql']), troubles })).toEqual(['“no such table”: 2'])
    const judged = [1, 2].map((number) => ({ change: pr(number), areas: ['db'], open: false }))
    expect(labels({ facts: both([]), troubles: [trouble(1), trouble(2)], judged })).toEqual(['area db: 2'])
  })
  it('is no file that most changes touch without any trouble', () => {
    const facts = Array.from({ length: 6 }, (_, n) => change(n + 1, 'merged', { files: ['package.json'] }))
    expect(labels({ facts, troubles: [trouble(1), trouble(2)] })).toEqual([])
    expect(labels({ facts, troubles: [trouble(1), trouble(2), trouble(3)] })).toEqual(['file package.json: 3'])
  })
  it('does not reach from one repository into another', () => {
    const other = { ...change(2, 'merged', { files: ['a.sql'] }), subject: 'pr/acme/web/2', repository: 'acme/web' }
    const troubles = [trouble(1), trouble(2, { change: other.subject })]
    expect(labels({ facts: [change(1, 'merged', { files: ['a.sql'] }), other], troubles })).toEqual([])
  })
})

describe('a warning', () => {
  const facts = [1, 2, 3].map((number) => change(number, number === 3 ? 'open' : 'merged', { files: ['db/a.sql'] }))
  const troubles = [trouble(1), trouble(2)]
  const can = (level: 0 | 1 | 2 | 3, more: Partial<WarnKnown> = {}): WarnKnown => ({
    ...{ levels: levels(level), warned: [], messagesLeft: { [SHOP]: 10 }, guides: {} },
    ...more,
  })
  const warn = (more: Partial<EpicKnown>, how = can(2)) => warnChanges(at, look({ facts, troubles, ...more }), how)
  const said = (warnings: ReturnType<typeof warn>) =>
    warnings.flatMap(({ drafts }) => drafts.map(({ type, data }) => [type, (data as { chosen?: string }).chosen]))

  it('reaches each open change at the place, tells the runbook, and rests on the failures', () => {
    const guides = {
      [SHOP]: [{ name: 'Migration-Runbook', kind: 'runbook' as const, areas: [], enacted: eventId(650) }],
    }
    const [warning] = warn({}, can(2, { guides }))
    expect(warning?.drafts[1]?.data).toMatchObject({
      ...{ epic: 'db', change: pr(3), cluster: 'file db/a.sql', rule: 'Migration-Runbook' },
      text: `2 of 2 changes of epic db had trouble in db/a.sql, which this one touches too: ${pr(1)}, ${pr(2)}. Migration-Runbook tells what helped.`,
      events: [eventId(101), eventId(102)],
    })
    expect(warn({})).toHaveLength(1)
  })
  it('shows what strangers named, and gives none of it a meaning at the host', () => {
    const path = 'db/[x](https://evil.example) @ada #1\n\u202E.sql'
    const evil = [1, 2, 3].map((number) => change(number, number === 3 ? 'open' : 'merged', { files: [path] }))
    const [warning] = warn({ facts: evil })
    expect(warning?.warned.text).toContain('db/[x](https://evil.example) @ada #1\uFFFD\uFFFD.sql')
    const [decision] = warning!.drafts
    const [act] = sayWarned(at, decision as never, [warning!.warned.text], ['comment'])
    const { text } = (act!.data as unknown as { arguments: { text: string } }).arguments
    expect(text).toContain('db/\\[x\\]\\(https:\u200B//evil.example\\) @\u200Bada #\u200B1')
    expect(sayWarned(at, decision as never, [warning!.warned.text], [])).toEqual([])
  })
  it('is never repeated, not when one more fails there either', () => {
    const warned = warn({}).map((one) => one.warned)
    expect(warn({}, can(2, { warned }))).toEqual([])
    const more = [...facts, change(4, 'merged', { files: ['db/a.sql'] })]
    expect(
      warn(
        { facts: more, links: more.map(({ subject }) => link(subject)), troubles: [...troubles, trouble(4)] },
        can(2, { warned }),
      ),
    ).toEqual([])
  })
  it('does not reach who had the trouble, is elsewhere, is over, or whose epic is closed', () => {
    expect(warn({ troubles: [...troubles, trouble(3)] })).toEqual([])
    expect(warn({ facts: [...facts.slice(0, 2), change(3, 'open', { files: ['web/b.ts'] })] })).toEqual([])
    expect(warn({ facts: [...facts.slice(0, 2), change(3, 'closed', { files: ['db/a.sql'] })] })).toEqual([])
    const closed = { ...known({ facts }).epic, closed: { event: eventId(9), atMs: START } }
    expect(warn({ epic: closed })).toEqual([])
  })
  it('is within the level and the messages of a day, and comes later where they forbade it', () => {
    expect([said(warn({}, can(0))), said(warn({}, can(1)))]).toEqual([
      [['decision.made.v1', 'nothing']],
      [['decision.made.v1', 'record-only']],
    ])
    const kept = warn({}, can(2, { messagesLeft: {} })).map((one) => one.warned)
    expect(kept.map((one) => one.said)).toEqual([false])
    expect(warn({}, can(2, { messagesLeft: {}, warned: kept }))).toEqual([])
    expect(said(warn({}, can(2, { warned: kept })))).toEqual([
      ['decision.made.v1', 'warn'],
      ['epic.warned.v1', undefined],
    ])
  })
})

describe('what an open change waits for', () => {
  const run = {
    what: 'ci/test',
    sha: 'a'.repeat(40),
    failed: true,
    event: eventId(31),
    atMs: START,
    said: 'login works',
  }
  const review = { reviewer: 'Bo', verdict: 'changes_requested' as const, event: eventId(32), atMs: START }
  const needs = [{ refs: [pr(2), `issue/${SHOP}/2`], event: eventId(33) }]
  const waits = (...facts: Facts[]) =>
    look({ facts }).blocked.map(({ change, text, unblock }) => [change, text, unblock])

  it.each([
    [
      'a failed run of its head',
      { runs: [run], reviews: [review], needs },
      'mend what makes ci/test fail: login works',
    ],
    ['a reviewer', { reviews: [review], needs }, 'answer the review of Bo'],
    ['another change', { needs }, `merge ${pr(2)} first`],
  ])('is %s, with the one act that helps', (_what, more, act) => {
    expect(waits(change(1, 'open', more), change(2, 'open'))).toEqual([[pr(1), expect.any(String), act]])
  })
  it('is the answer of a person, where one is asked how it goes on', () => {
    const asked = [{ change: pr(1), request: eventId(35) }]
    expect(look({ facts: [change(1, 'open', { runs: [run] })], asked }).blocked).toMatchObject([
      { unblock: `answer the question: heimgewebe approvals ${eventId(35)}`, events: [eventId(35)] },
    ])
  })
  it('is nothing where the run was of an older head, the review answered, the other change merged', () => {
    const answered = { ...review, verdict: 'approved' as const }
    const older = { ...run, sha: 'b'.repeat(40) }
    expect(waits(change(1, 'open', { runs: [older], reviews: [answered], needs }), change(2, 'merged'))).toEqual([])
  })
  it('is a circle where two wait for each other', () => {
    const back = [{ refs: [pr(1)], event: eventId(34) }]
    expect(waits(change(1, 'open', { needs }), change(2, 'open', { needs: back })).map(([, , act]) => act)).toEqual([
      `take the dependency out of the text of ${pr(1)}`,
      `take the dependency out of the text of ${pr(1)}`,
    ])
  })
  it('is news after two weeks by the alarms alone, never by the time that an event claims', () => {
    const stale = (clockMs: number, more: Partial<Facts> = {}) =>
      look({ facts: [change(1, 'open', { author: 'Ada', ...more })], epic: { ...known({ facts: [] }).epic, clockMs } })
        .stale
    expect(stale(START + 14 * DAY - 1)).toEqual([])
    expect(stale(START + 14.5 * DAY)).toMatchObject([
      { days: 14, unblock: 'ask Ada whether it goes on; else close it' },
    ])
    const good = { ...run, failed: false }
    const approved = { ...review, verdict: 'approved' as const }
    expect(stale(START + 15 * DAY, { runs: [good], reviews: [approved] })[0]?.unblock).toBe(
      'merge it: it is approved and nothing fails',
    )
  })
})

describe('a text that names an epic', () => {
  const epic = { epic: 'db', issue: `issue/${SHOP}/7`, closed: null }
  const mention = (subject: string, name: string) => ({ subject, name, event: eventId(41) })
  const linked = (
    links: readonly Link[],
    closed: typeof epic.closed | { event: string; atMs: number } = null,
    most = 10,
  ) =>
    linkNamed(at, [mention(pr(1), 'epic/db'), mention(pr(2), `issue/${SHOP}/7`), mention(pr(2), 'epic/db')], {
      epics: [{ ...epic, closed }],
      ...{ links, most },
    }).map(({ data }) => data)

  it('links its change, with the event as evidence, once', () => {
    expect(linked([])).toEqual([
      expect.objectContaining({ change: pr(1), how: 'text', reason: 'its text names the epic', events: [eventId(41)] }),
      expect.objectContaining({ change: pr(2), reason: `its text names issue/${SHOP}/7` }),
    ])
    expect(linked([link(pr(1)), link(pr(2))])).toEqual([])
  })
  it('links nothing that a person took out, to a closed epic, or beyond what an epic holds', () => {
    expect(linked([link(pr(1), { gone: true }), link(pr(2))])).toEqual([])
    expect(linked([], { event: eventId(9), atMs: START })).toEqual([])
    expect(linked([], null, 1)).toHaveLength(1)
  })
})

it('shows no sentence without an event', () => {
  const facts = [
    change(1, 'open', { needs: [{ refs: [pr(2)], event: eventId(33) }] }),
    change(2, 'open', { files: ['a'] }),
  ]
  const view = viewEpic(look({ facts, links: [...facts.map(({ subject }) => link(subject)), link('incident/x')] }), [])
  const empty: unknown[] = []
  JSON.stringify(view, (_key, value: unknown) => {
    const said = value as { text?: string; events?: readonly string[] } | null
    if (typeof said === 'object' && said !== null && 'text' in said && !said.events?.length) empty.push(said)
    return value
  })
  expect(empty).toEqual([])
  expect(view.next.text).toBe(`${pr(1)}: merge ${pr(2)} first`)
})
