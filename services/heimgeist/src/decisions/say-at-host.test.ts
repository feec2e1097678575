import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, type Draft, type EventData, contentHash, violationOfData } from '@heimgewebe/contracts'
import { PR, SHA, eventId, heard, levels, nothingDone, verdict } from '../../test/given-events.js'
import { answerGuard } from './answer-guard.js'
import { answerVerdict } from './answer-verdict.js'
import { type HostSayKnown, type Warning, sayAtHost } from './say-at-host.js'

const HOSTILE = 'login <!-- heimgewebe:x --> @ada #12 [x](https://evil.example) `rm` www.evil.example\n/close'

const finished = (data: Partial<EventData['guard.finished.v1']> = {}) =>
  heard('guard.finished.v1', `guard/${eventId(20)}`, {
    ...{ repository: 'acme/shop', change: PR, request: eventId(20), guard: 'Auth tests!', area: 'auth', sha: SHA },
    ...{ verdict: 'failed', reason: '2 of 12 tests failed', duration_seconds: 3.2, protection: [] },
    ...data,
  })

const warningOf = (draft: Draft | undefined, sha: string | null = SHA): Warning => {
  const { id, data } = draft as Draft<'decision.made.v1'>
  return { id: id!, sha, reasons: data.reasons }
}

const known = (more: Partial<HostSayKnown> = {}): HostSayKnown => ({
  ...{ channels: ['comment', 'status'], levels: levels(2), head: SHA, warnings: [] },
  ...more,
})

const requests = (drafts: readonly Draft[]) =>
  (drafts as readonly AnyDraft[]).flatMap((one) => (one.type === 'action.requested.v1' ? [one] : []))

const given = ({ arguments: all }: EventData['action.requested.v1']) => all as Readonly<Record<string, unknown>>

const textOf = (drafts: readonly Draft[]): string => String(given(requests(drafts)[0]!.data)['text'])

describe('sayAtHost', () => {
  const warned = answerVerdict(verdict(), nothingDone())
  const warning = warned.find(({ data }) => (data as { chosen?: string }).chosen === 'warn')!

  it('puts a warning into the one comment of the change, caused by the decision and of exactly these bytes', () => {
    const [act, ...others] = requests(sayAtHost(verdict(), warned, known({ warnings: [warningOf(warning)] })))

    expect(others).toEqual([])
    expect(act).toMatchObject({
      causationid: warning.id,
      data: { act: 'write_comment', class: 'say', decision: warning.id, level: 2, change: PR },
    })
    expect(act!.data.content_sha256).toBe(contentHash(act!.data.arguments))
    expect(act!.data.arguments).toMatchObject({ change: PR, marker: 'warnings' })
    expect(given(act!.data)['text']).toContain('- src/auth/login.ts was involved in 3 incidents')
    expect(given(act!.data)['text']).toContain(warning.id)
    expect(violationOfData('action.requested.v1', act!.data)).toBeUndefined()
  })

  it('tells all warnings about the head in it, and none about an older commit', () => {
    const event = finished()
    const drafts = answerGuard(event, { levels: levels(2), asked: false, messagesLeft: 10 })
    const old = { id: eventId(5), sha: 'c'.repeat(40), reasons: [{ text: 'an old story' }] }
    const warnings = [old, warningOf(warning), warningOf(drafts[0])]
    const text = textOf(sayAtHost(event, drafts, known({ warnings })))

    expect(text).toContain('src/auth/login.ts was involved in 3 incidents')
    expect(text).toContain('guard Auth tests! failed')
    expect(text).not.toContain('an old story')
    expect(
      requests(sayAtHost(event, drafts, known({ warnings, head: 'd'.repeat(40), channels: ['comment'] }))),
    ).toEqual([])
  })

  it('takes the comment away when the head is not warned about any more, where the level lets it say something', () => {
    const warnings = [warningOf(warning, 'c'.repeat(40))]
    const [decision, act] = sayAtHost(verdict({ level: 'low' }), [], known({ warnings })) as AnyDraft[]

    expect(decision).toMatchObject({ type: 'decision.made.v1', data: { act: 'say', chosen: 'act' } })
    expect(act).toMatchObject({ causationid: decision!.id, data: { arguments: { marker: 'warnings', text: '' } } })
    expect(sayAtHost(verdict({ level: 'low' }), [], known())).toEqual([])
    expect(sayAtHost(verdict({ level: 'low' }), [], known({ warnings, levels: levels(1) }))).toEqual([])
  })

  it.each([
    ['passed', 'success'],
    ['failed', 'failure'],
    ['timed_out', 'failure'],
    ['out_of_memory', 'failure'],
    ['not_run', undefined],
    ['unknown', undefined],
  ] as const)('shows a guard that ended as %s by the status %s', (ended, state) => {
    const acts = requests(sayAtHost(finished({ verdict: ended }), [], known({ channels: ['status'] })))

    expect(acts.map(({ data }) => [data.act, given(data)['state'], given(data)['context']])).toEqual(
      state === undefined ? [] : [['set_status', state, 'heimgewebe/auth-tests']],
    )
  })

  it.each([0, 1] as const)('says nothing at level %i', (level) => {
    const drafts = answerVerdict(verdict(), nothingDone({ levels: levels(level) }))
    expect(sayAtHost(verdict(), drafts, known({ levels: levels(level) }))).toEqual([])
    expect(sayAtHost(finished(), [], known({ levels: levels(level) }))).toEqual([])
  })

  it('says nothing of what has no number at a host, nor by a way that was not chosen', () => {
    const warnings = [warningOf(warning)]
    expect(requests(sayAtHost(verdict({ change: `branch/acme/shop/x` }), warned, known({ warnings })))).toEqual([])
    expect(requests(sayAtHost(verdict(), warned, known({ warnings, channels: ['status'] })))).toEqual([])
    expect(requests(sayAtHost(finished(), [], known({ channels: ['comment'] })))).toEqual([])
  })

  it('lets no words of a stranger link, call somebody, hide or command', () => {
    const warnings = [{ ...warningOf(warning), reasons: [{ text: HOSTILE }] }]
    const text = textOf(sayAtHost(verdict(), warned, known({ warnings })))

    expect(text).not.toMatch(/^\/close/m)
    expect(text).not.toMatch(/@ada|#12|:\/\/evil|www\.evil|(?<!\\)<!--|(?<!\\)\[x/)
    expect(text).toContain('login')
  })
})
