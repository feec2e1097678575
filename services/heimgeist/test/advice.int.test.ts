import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { say as sayTo } from './approvals-kit.js'
import { SHOP, command, merged, opened, pr, shaOf } from './epics-kit.js'
import { eventId, verdict } from './given-events.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService
beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_MESSAGES_PER_DAY: '1000', HEIMGEIST_SAY_AT_HOSTS: 'comment' })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const say = (...drafts: Draft[]): Promise<MeshEvent[]> => sayTo(mesh, ...drafts)
const learn = async (...drafts: Draft[]): Promise<MeshEvent[]> => {
  const events = await mesh.appendAs('heimgewebe/heimlern', ...drafts)
  await mesh.settled()
  return events
}
/** A judged head of a request, that nothing else speaks against. */
const judged = (number: number, areas = ['auth'], sha = shaOf(number)): Draft => {
  const data = verdict({ change: pr(number), sha, areas, level: 'low', signal: 'none', reasons: [] }).data
  return draft('risk.assessed.v1', { subject: pr(number), data })
}
const learned = (more: Partial<EventData['pattern.learned.v1']> = {}): Draft => {
  const data: EventData['pattern.learned.v1'] = {
    ...{ repository: SHOP, pattern: 'bad-auth', name: 'changes of auth', kind: 'bad', version: 1, state: 'learned' },
    ...{ statement: '3 of 5 changes of auth ended badly.', areas: ['auth'], support: 3, counter_cases: 2 },
    ...{ cases: [91, 92, 93].map((n) => ({ subject: pr(n), events: [eventId(n)] })), confidence: 0.23 },
    ...more,
  }
  return draft('pattern.learned.v1', { subject: `pattern/${SHOP}/${data.pattern}`, data })
}
const proposal: EventData['rule.proposed.v1'] = {
  ...{ repository: SHOP, rule: 'auth-runbook', kind: 'runbook', name: 'Auth-Changes-Runbook', version: 1 },
  ...{ pattern: 'bad-auth', path: 'docs/runbooks/auth-changes.md', areas: ['auth'], rationale: 'worth reading' },
  ...{ content: '# Auth\n', content_sha256: '0'.repeat(64), events: [eventId(91)] },
  proof: { fires_on: [], silent_on: 2, false_alarms: 0 },
}
const enacted = (event: MeshEvent): Draft =>
  draft('rule.enacted.v1', {
    subject: `rule/${SHOP}/auth-runbook`,
    data: {
      ...{ repository: SHOP, rule: 'auth-runbook', kind: 'runbook', name: 'Auth-Changes-Runbook', version: 1 },
      ...{ areas: ['auth'], content_sha256: '0'.repeat(64), proposal: event.id, by: 'person/ada' },
    },
  })

/** What was recommended for a request, by kind and key. */
const advised = async (number: number) =>
  (await mesh.events('advice.given.v1')).filter(({ data }) => data.change === pr(number))
const keys = async (number: number): Promise<string[]> => (await advised(number)).map(({ data }) => data.key)
const given = (data: { readonly arguments: object }) => data.arguments as { marker: string; text: string }
const comments = async (number: number): Promise<string[]> =>
  (await mesh.events('action.requested.v1'))
    .filter(({ data }) => data.change === pr(number) && given(data).marker === 'advice')
    .map(({ data }) => given(data).text)

describe('what was learned', () => {
  it('is recommended to the open changes that it concerns when it is learned, and to later ones when they are judged', async () => {
    await say(opened(1), judged(1), opened(2), judged(2, ['web']), opened(3), judged(3), merged(3))
    expect(await mesh.events('advice.given.v1')).toEqual([])
    const [pattern] = await learn(learned())
    await say(opened(4), judged(4))

    expect([await keys(1), await keys(2), await keys(3), await keys(4)]).toEqual([['bad-auth'], [], [], ['bad-auth']])
    const [advice] = await advised(1)
    expect(advice!.data).toMatchObject({ kind: 'pattern', by: 'areas', changes: [91, 92, 93].map(pr) })
    expect(advice!.data.events).toEqual([pattern!.id, ...[91, 92, 93].map(eventId)])
    const decision = (await mesh.events('decision.made.v1')).find(({ id }) => id === advice!.data.decision)
    expect(decision!.data).toMatchObject({ act: 'say', chosen: 'warn', change: pr(1) })
    expect(await comments(1)).toEqual([expect.stringMatching(/recommends for this change[^]*3 of 5 changes of auth/)])
  })

  it('is said once for a change: not at its next head, not when the pattern grows, not after a restart', async () => {
    await say(judged(1, ['auth'], 'b'.repeat(40)))
    await learn(learned({ version: 2, support: 4, statement: '4 of 6 changes of auth ended badly.' }))
    await heimgeist.restart()
    await say(judged(1, ['auth'], 'c'.repeat(40)), opened(4), judged(4))
    await mesh.redeliverAll()

    expect([await keys(1), await keys(4)]).toEqual([['bad-auth'], ['bad-auth']])
    expect(await comments(1)).toHaveLength(1)
    // Nothing is taken away from the head, since nothing was warned about there.
    const said = (await mesh.events('action.requested.v1')).filter(({ data }) => data.change === pr(1))
    expect(said).toHaveLength(1)
  })

  it('brings the runbook by name and place once that is in force, in the same comment, and beside the pattern to later ones', async () => {
    const [offer] = await learn(draft('rule.proposed.v1', { subject: `rule/${SHOP}/auth-runbook`, data: proposal }))
    await mesh.appendAs('heimgewebe/heimgeist', enacted(offer!))
    await mesh.settled()
    await say(opened(5), judged(5), opened(6, { body: 'as in the Auth-Changes-Runbook' }), judged(6))

    expect([await keys(1), await keys(5)]).toEqual([['bad-auth', 'auth-runbook'], ['bad-auth']])
    const place = 'Auth-Changes-Runbook (docs/runbooks/auth-changes.md)'
    expect((await advised(1)).at(-1)!.data.text).toContain(`runbook ${place} is in force for auth`)
    expect((await comments(1)).at(-1)).toMatch(/3 of 5 changes[^]*Auth-Changes-Runbook/)
    expect((await advised(5))[0]!.data.text).toContain(`What mended them: ${place}.`)
    expect((await advised(5))[0]!.data.guides).toMatchObject([{ rule: 'auth-runbook', kind: 'runbook' }])
    // It names the cure itself.
    expect(await keys(6)).toEqual([])
  })

  it('is followed: how each change ended counts for the pattern, and is told with it', async () => {
    await say(merged(4), merged(5))
    const bad = { repository: SHOP, change: pr(5), kind: 'incident' as const, events: [eventId(95)] }
    await learn(draft('outcome.recorded.v1', { subject: pr(5), data: bad }))
    await say(opened(7), judged(7))

    expect((await advised(7))[0]!.data.text).toContain('Of 2 changes that were told so, 1 ended badly.')
    const { advice, worth } = await heimgeist.json<{
      advice: { change: string; ended: string | null; ended_by: string | null }[]
      worth: object[]
    }>(`/advice?repository=${SHOP}`)
    expect(advice.find(({ change }) => change === pr(5))).toMatchObject({ ended: 'badly' })
    expect(advice.find(({ change }) => change === pr(4))).toMatchObject({ ended: 'well' })
    expect(worth).toEqual([
      { kind: 'guide', key: 'auth-runbook', well: 1, badly: 0 },
      { kind: 'pattern', key: 'bad-auth', well: 1, badly: 1 },
    ])
  })

  it('is told no more once people retired it, nor is the runbook that came of it', async () => {
    const people = { good: 0, bad: 2, otherwise: 'learned' as const, events: [] }
    await learn(learned({ version: 3, state: 'retired', people }))
    await say(opened(8), judged(8))
    expect(await keys(8)).toEqual([])
    await learn(learned({ version: 4 }))
    expect(await keys(8)).toEqual(['bad-auth'])
  })

  it('is only recorded at level 0, and said when the level allows it', async () => {
    const to = async (level: number): Promise<void> => {
      const asked = { repository: SHOP, reason: 'a test', by: 'person/ada', events: [] }
      const data = { ...asked, act: 'say' as const, from: 2, to: level }
      await say(draft('level.changed.v1', { subject: 'level', data }))
    }
    await to(0)
    await say(opened(10), judged(10))
    await say(judged(10))
    const about = (await mesh.events('decision.made.v1')).filter(({ data }) => data.change === pr(10))
    expect(about.map(({ data }) => [data.act, data.chosen])).toEqual([['none', 'nothing']])
    expect(await keys(10)).toEqual([])
    await to(2)
    await say(judged(10))
    expect(await keys(10)).toEqual(['bad-auth'])
  })

  it('is a cluster of like troubles as well, where two of its changes were, and not where they were elsewhere', async () => {
    const FILE = 'db/schema.sql'
    await say(...[21, 22, 23].map((n) => opened(n, {}, [FILE])), ...[21, 22, 23].map((n) => judged(n, ['db'])))
    const had = [21, 22, 23].map((n) =>
      draft('outcome.recorded.v1', {
        subject: pr(n),
        data: { repository: SHOP, change: pr(n), kind: 'incident', by: `incident/${n}`, events: [eventId(n)] },
      }),
    )
    await learn(...had)
    await say(...[21, 22, 23].map(merged), opened(24, {}, [FILE]), judged(24, ['db']), opened(25, {}, ['db/other.sql']))
    await say(judged(25, ['x']))
    const data = {
      ...{ repository: SHOP, cluster: 'c-1', label: 'migration table', kind: 'incidents' as const },
      ...{ members: [21, 22, 23].map((n) => `incident/${n}`), events: [21, 22, 23].map(eventId) },
    }
    await mesh.appendAs('heimgewebe/semantah', draft('cluster.found.v1', { subject: `cluster/${SHOP}/c-1`, data }))
    await mesh.settled()

    expect([await keys(24), await keys(25)]).toEqual([['c-1'], []])
    const [like] = await advised(24)
    expect(like!.data).toMatchObject({ by: 'files', places: [FILE] })
    expect([...like!.data.changes!].sort()).toEqual([21, 22, 23].map(pr))
  })

  it('is what why tells of the change', async () => {
    await say(command('heimgeist /why', pr(24)))
    const told = (await mesh.events('explanation.given.v1')).at(-1)!
    expect(told.data.heard.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('3 changes had like troubles'),
    )
  })

  it('is the same after a rebuild from the log, which appends nothing', async () => {
    const state = async () => [
      await mesh.query('select * from heimgeist.advice order by change, kind, key'),
      await mesh.query('select * from heimgeist.pattern order by pattern'),
      await mesh.query('select * from heimgeist.guide order by rule'),
      await mesh.query('select * from heimgeist.proposal_text order by change'),
      (await mesh.events()).length,
    ]
    const before = await state()
    expect(before[0]).not.toEqual([])
    await readAnew(mesh, heimgeist)
    expect(await state()).toEqual(before)
  })
})
