import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, type Draft, violationOfData } from '@heimgewebe/contracts'
import { specify } from '@heimgewebe/testing'
import { type VerdictKnown, answerVerdict, concerns } from './answer-verdict.js'
import { PR, SHA, eventId, levels, nothingDone, verdict } from '../../test/given-events.js'
import type { Level } from './permit-act.js'

const { given } = specify(answerVerdict)
type Answers = readonly AnyDraft[]
const answer = (data: Parameters<typeof verdict>[0], known: Partial<VerdictKnown> = {}): Answers =>
  given(nothingDone(known)).when(verdict(data)) as Answers

const decisions = (drafts: Answers) =>
  drafts.flatMap((draft) => (draft.type === 'decision.made.v1' ? [draft.data] : []))
const summary = (drafts: Answers) =>
  drafts.map((draft) => (draft.type === 'decision.made.v1' ? `${draft.data.act} ${draft.data.chosen}` : draft.type))
const texts = (drafts: Answers) => decisions(drafts).flatMap(({ reasons }) => reasons.map(({ text }) => text))

const LOOK = ['look request-guard', 'guard.requested.v1']

describe('answerVerdict', () => {
  it.each([
    ['high', 'learned', [...LOOK, 'say warn']],
    ['high', 'baseline', [...LOOK, 'say record-only']],
    ['high', 'none', [...LOOK, 'say record-only']],
    ['medium', 'learned', ['say warn']],
    ['medium', 'baseline', []],
    ['medium', 'none', []],
    ['low', 'learned', []],
  ] as const)('at level 2 answers %s risk with signal %s', (level, signal, expected) => {
    expect(summary(answer({ level, signal, reasons: [] }))).toEqual(expected)
  })

  it('guards an open change of a file that an incident came from, however low its rank; a merged one it does not', () => {
    const drafts = answer({ level: 'low', signal: 'none' })

    expect(summary(drafts)).toEqual(LOOK)
    expect(texts(drafts)).toContain('src/auth/login.ts was involved in 3 incidents')
    expect(summary(answer({ level: 'low', signal: 'none', open: false }))).toEqual([])
  })

  it.each(['baseline', 'none'] as const)('warns where incidents raised the level, with signal %s', (signal) => {
    const high = answer({ level: 'high', raised_by: 'incidents', signal, percentile: 3.07 })

    expect(summary(high)).toEqual([...LOOK, 'say warn'])
    expect(texts(high)).toContain(
      'high risk by the incidents of what it touches, though its rank is only above 3 % of the judged changes of acme/shop',
    )
    expect(summary(answer({ level: 'medium', raised_by: 'incidents', signal }))).toEqual([...LOOK, 'say warn'])
  })

  it.each<[Level, string[], string[]]>([
    [0, ['none nothing', 'none nothing'], ['none nothing', 'none nothing']],
    [1, [...LOOK, 'say record-only'], [...LOOK, 'say record-only']],
    [2, [...LOOK, 'say warn'], [...LOOK, 'say record-only']],
    [3, [...LOOK, 'say warn'], [...LOOK, 'say warn']],
  ])(
    'gives the same verdict its own outcome at level %i, within and beyond the message budget',
    (level, within, beyond) => {
      const high = (messagesLeft: number) => answer({}, { levels: levels(level), messagesLeft })

      expect([summary(high(10)), summary(high(0))]).toEqual([within, beyond])
      expect(decisions(high(10)).map((decision) => decision.level)).toEqual([level, level])
    },
  )

  it('asks for no guard where the repository has none, at any level, and says so once', () => {
    for (const level of [0, 1, 2, 3] as const) {
      const known = { levels: levels(level), guards: 0, configuration: eventId(40) }
      const [look, ...others] = answer({}, known)
      expect(look!.data).toMatchObject({ agent: 'wgx', act: level === 0 ? 'none' : 'look' })
      expect(texts([look!])[0]).toMatch(/^no guard is configured for what it touches \(auth, api\)/)
      expect(summary(others)).not.toContain('guard.requested.v1')
      expect(decisions(answer({}, { ...known, unguarded: true })).map(({ agent }) => agent)).toEqual(['heimgeist'])
    }
    // Of those that it has wgx may choose one, and where nothing was read yet it says so.
    expect(summary(answer({}, { guards: 1 }))).toEqual([...LOOK, 'say warn'])
    expect(summary(answer({ open: false }, { guards: 0 }))).toEqual([...LOOK, 'say warn'])
  })

  it('says at level 0 how to ask for what it does not do by itself', () => {
    expect(texts(answer({}, { levels: levels(0) }))[0]).toContain('@heimgewebe/wgx /guard changed')
  })

  it('requests the guard of the changed areas, caused by the decision', () => {
    const [decision, guard] = answer({})

    expect(guard).toMatchObject({
      type: 'guard.requested.v1',
      causationid: decision?.id,
      data: {
        repository: 'acme/shop',
        change: PR,
        sha: SHA,
        area: 'changed',
        areas: ['auth', 'api'],
        kind: 'guard',
        requested_by: 'heimgeist',
      },
    })
    expect(guard?.subject).toBe(`guard/${guard?.id}`)
  })

  it('takes the commit from what is known where the verdict does not name it', () => {
    const { sha: _sha, ...rest } = verdict().data
    const [, guard] = answerVerdict({ ...verdict(), data: rest }, nothingDone({ sha: 'b'.repeat(40) })) as Answers

    expect(guard?.data).toMatchObject({ sha: 'b'.repeat(40) })
  })

  it('leads with the verdict and goes on with its past facts and their events', () => {
    const [decision] = decisions(answer({}))

    expect(decision?.reasons).toEqual([
      { text: 'high risk: riskier than 96.4 % of the judged changes of acme/shop by its past', events: [eventId(1)] },
      { text: 'src/auth/login.ts was involved in 3 incidents', events: [eventId(11), eventId(12)] },
    ])
    expect(decision).toMatchObject({
      about: eventId(1),
      level: 2,
      level_reason: 'default of the installation (HEIMGEIST_LEVEL)',
      policy: 'default 1',
    })
  })

  it.each([
    ['baseline', 'no signal beyond size: lines added'],
    ['none', 'no signal: too few outcomes'],
  ] as const)('claims less where the signal is %s', (signal, words) => {
    const [first] = texts(answer({ signal }))

    expect(first).toContain(words)
    expect(first).not.toContain('high risk')
  })

  it.each(['learned', 'baseline', 'none'] as const)(
    'guards a critical area whatever the risk, with signal %s',
    (signal) => {
      const drafts = answer({ level: 'low', signal }, { critical: ['auth'], configuration: eventId(5) })

      expect(summary(drafts)).toEqual(LOOK)
      expect(decisions(drafts)[0]?.reasons[0]).toEqual({
        text: 'touches auth: marked critical in .heimgewebe.yaml, so every change of it is guarded',
        events: [eventId(5), eventId(1)],
      })
    },
  )

  it('keeps the last half of the messages for high risk', () => {
    expect(summary(answer({ level: 'medium', reasons: [] }, { messagesLeft: 5 }))).toEqual(['say record-only'])
    expect(summary(answer({ level: 'medium', reasons: [] }, { messagesLeft: 6 }))).toEqual(['say warn'])
    expect(summary(answer({ level: 'high' }, { messagesLeft: 1 }))).toContain('say warn')
  })

  it('requests no second guard for a commit whose areas were guarded already', () => {
    const earlierGuard = { id: eventId(7), areas: ['api', 'auth'] }

    expect(summary(answer({}, { earlierGuard }))[0]).toBe('look record-only')
    expect(summary(answer({ areas: ['auth', 'web'] }, { earlierGuard })).slice(0, 2)).toEqual(LOOK)
  })

  it('warns once about a commit', () => {
    const drafts = answer({}, { earlierWarning: eventId(8) })

    expect(summary(drafts).at(-1)).toBe('say record-only')
    expect(decisions(drafts).at(-1)?.reasons[0]?.events).toEqual([eventId(8)])
  })

  it('requests no guard beyond the budget of the day, and records that', () => {
    const drafts = answer({}, { guardsLeft: 0 })

    expect(summary(drafts)).toEqual(['look record-only', 'say warn'])
    expect(texts(drafts)[0]).toContain('used up')
  })

  it('keeps the contract and gives the same drafts again, whatever the verdict', () => {
    for (const level of [0, 1, 2, 3] as const)
      for (const signal of ['learned', 'baseline', 'none'] as const) {
        const data = {
          signal,
          areas: Array.from({ length: 50 }, (_, i) => `area-${i}`),
          reasons: [{ kind: 'x', text: '😀'.repeat(250), events: [] }],
        }
        const again = () => answer(data, { levels: levels(level), critical: data.areas })
        expect(again().map((draft: Draft) => violationOfData(draft.type, draft.data))).toEqual(
          again().map(() => undefined),
        )
        expect(
          decisions(again()).every(
            ({ reasons }) => reasons.length > 0 && reasons.every(({ events }) => events.length > 0),
          ),
        ).toBe(true)
        expect(again()).toEqual(again())
      }
  })
})

describe('concerns', () => {
  it('leaves out low risk that touches nothing critical and nothing that broke', () => {
    expect(concerns(verdict({ level: 'low', reasons: [] }), ['web'])).toBe(false)
    expect(concerns(verdict({ level: 'low', reasons: [] }), ['auth'])).toBe(true)
    expect(concerns(verdict({ level: 'low' }), ['web'])).toBe(true)
    expect(concerns(verdict({ level: 'medium', reasons: [] }), [])).toBe(true)
  })
})
