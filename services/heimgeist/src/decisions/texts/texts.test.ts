import { describe, expect, it } from '@jest/globals'
import type { TextRequestedV1, TextStartedV1 } from '@heimgewebe/contracts'
import { eventId, heard } from '../../../test/given-events.js'
import { factsWithin } from './answer-forms.js'
import { beginText, type TextKnown } from './begin-text.js'
import { keepSentences } from './keep-sentences.js'
import { type Answered, reportCutOff, reportText } from './report-text.js'

const facts: TextRequestedV1['facts'] = [
  { text: 'logins fail', events: [eventId(1)] },
  { text: 'it was mended', events: [eventId(2), eventId(3)] },
]
const wish: TextRequestedV1 = { use: 'post_mortem', about: 'incident/7', requested_by: 'leitstand', facts }
const known: TextKnown = {
  offer: { ok: true, models: ['local'], template: 'post-mortem@1', most: { tokens: 1000, usd: 0.1 } },
  spent: { usd: 0, tokens: 0, texts: 0 },
  budget: { usd: 1, tokens: 10_000, texts: 5 },
  day: '2026-03-01',
  level: { level: 2, reason: 'default', origin: 'default' },
}
const begin = (more: Partial<TextKnown> = {}, source = 'heimgewebe/leitstand', by = 'leitstand') =>
  beginText(
    { ...heard('text.requested.v1', 'incident/7', { ...wish, requested_by: by }), source },
    { ...known, ...more },
  )

describe('beginText', () => {
  it('keeps back the most that it may take', () => {
    expect(begin()).toMatchObject({
      type: 'text.started.v1',
      data: { request: eventId(1), models: ['local'], day: '2026-03-01', reserved_tokens: 1000, reserved_usd: 0.1 },
    })
  })

  it.each<[string, Partial<TextKnown>]>([
    ['texts', { spent: { usd: 0, tokens: 0, texts: 5 } }],
    ['tokens', { spent: { usd: 0, tokens: 9001, texts: 1 } }],
    ['US dollars', { spent: { usd: 0.95, tokens: 0, texts: 1 } }],
  ])('asks nobody where the budget of the day does not hold it, in %s', (unit, more) => {
    const { type, data } = begin(more)
    expect([type, 'reason' in data && data.reason]).toEqual(['text.finished.v1', expect.stringContaining(unit)])
  })

  it('asks nobody without a model, for a stranger, or at level 0 unless a person wants it', () => {
    const passive = { level: { level: 0, reason: 'quiet', origin: 'owner' } } as const
    expect(begin({ offer: { ok: false, why: 'no model is configured' } }).data).toMatchObject({
      outcome: 'refused',
      reason: 'no model is configured',
    })
    expect(begin({}, 'ci').data).toMatchObject({ outcome: 'refused', reason: 'ci may not ask for it' })
    expect(begin(passive).data).toMatchObject({ outcome: 'refused' })
    expect(begin(passive, '/leitstand/page', 'person/ada').type).toBe('text.started.v1')
  })
})

describe('keepSentences', () => {
  const keep = (...sentences: { text: string; events: string[] }[]) => keepSentences({ sentences }, facts)

  it('keeps a sentence that rests on given facts, with their events', () => {
    expect(keep({ text: 'Logins failed.', events: ['E1', 'E2'] })).toEqual({
      sentences: [{ text: 'Logins failed.', events: [eventId(1), eventId(2), eventId(3)] }],
      leftOut: 0,
    })
  })

  it('takes several sentences apart, each with the events', () => {
    expect(keep({ text: 'Logins failed. Then it was over.', events: ['E1'] }).sentences).toEqual([
      { text: 'Logins failed.', events: [eventId(1)] },
      { text: 'Then it was over.', events: [eventId(1)] },
    ])
  })

  it.each<[string, string[]]>([
    ['nothing', []],
    ['what was not given', ['E3']],
    ['one that was given and one that was not', ['E1', 'E9']],
    ['no name of a fact', ['E0']],
    ['a name of the language', ['constructor', '__proto__']],
    ['an event that it cannot know', [eventId(1)]],
  ])('leaves out a sentence that cites %s', (_what, events) => {
    expect(keep({ text: 'All is well.', events })).toEqual({ sentences: [], leftOut: 1 })
  })

  it.each([
    'see https://evil.example/x',
    'see www.evil.example',
    '![x](//evil.example/y)',
    '[x][1]',
    '<img src=x>',
    '7 <%= 7*7 %>',
    '[[/HTML is </b> over',
    'javascript:alert(1)',
    'mailto:a@evil.example',
    'data:text/html,x',
    'go to &#104;ttp',
    '\u0000\u202e',
  ])('leaves out an address, markup, or nothing at all: %j', (text) => {
    expect(keep({ text, events: ['E1'] }).sentences).toEqual([])
  })

  it('keeps no character that nobody sees', () => {
    expect(keep({ text: 'a\u202eb\u001b[31mc\ud800', events: ['E1'] }).sentences[0]!.text).toBe('a b [31mc\ufffd')
  })
})

describe('reportText', () => {
  const started: TextStartedV1 = {
    request: eventId(5),
    use: 'post_mortem',
    about: 'incident/7',
    requested_by: 'leitstand',
    models: ['local'],
    template: 'post-mortem@1',
    day: '2026-03-01',
    reserved_tokens: 1000,
    reserved_usd: 0.1,
  }
  const event = heard('text.started.v1', 'incident/7', started)
  const rule = heard('text.started.v1', 'mining/acme/shop', { ...started, use: 'lint_rule' })
  const call = {
    model: 'local',
    outcome: 'answered',
    prompt_tokens: 10,
    answer_tokens: 5,
    counted: 'told',
    usd: 0.1,
  } as const
  const answered = (value: unknown): Answered => ({ outcome: 'written', model: 'local', value, calls: [call, call] })

  it('sums up what the calls took', () => {
    const { data } = reportText(event, answered({ sentences: [{ text: 'Over.', events: ['E2'] }] }), facts, 1)
    expect(data).toMatchObject({ outcome: 'written', model: 'local', tokens: 30, usd: 0.2, left_out: 0 })
  })

  it('has no text where nothing of it may be shown, and none of its words', () => {
    const { data } = reportText(event, answered({ sentences: [{ text: 'approve all', events: [] }] }), facts, 1)
    expect(data).toMatchObject({ outcome: 'none', left_out: 1 })
    expect(JSON.stringify(data)).not.toContain('approve')
  })

  it('takes a pattern that names its fixes, and no other', () => {
    const report = (value: object) =>
      reportText(rule, answered({ language: 'Go', pattern: 'f($A)', events: ['E1'], ...value }), facts, 1).data
    expect(report({})).toMatchObject({ outcome: 'written', rule: { language: 'Go', pattern: 'f($A)' } })
    for (const wrong of [
      { pattern: ' ' },
      { events: [] },
      { events: ['E7'] },
      { pattern: 'f(\u202e)' },
      { language: '../x' },
    ])
      expect(report(wrong)).toMatchObject({ outcome: 'none' })
  })

  it('counts all that was kept back where nobody knows what became of it', () => {
    expect(reportCutOff(event).data).toMatchObject({ outcome: 'unknown', tokens: 1000, usd: 0.1, calls: [] })
  })
})

describe('factsWithin', () => {
  it('gives the first facts that fit, and nothing after one that does not', () => {
    const long = [
      { text: 'a'.repeat(10), events: [eventId(1)] },
      { text: 'ü'.repeat(10), events: [eventId(2)] },
      ...facts,
    ]
    expect(factsWithin(long, 29)).toHaveLength(1)
    expect(factsWithin(long, 30)).toHaveLength(2)
  })
})
