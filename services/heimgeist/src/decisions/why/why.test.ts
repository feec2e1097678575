import { describe, expect, it } from '@jest/globals'
import { type AnyDraft, violationOfData } from '@heimgewebe/contracts'
import { PR, SHA, eventId, heard, levels } from '../../../test/given-events.js'
import type { MeshEvent } from '@heimgewebe/contracts'
import { readCommands, readMentions } from '../read-commands.js'
import { type Found, answerWhy, questionsOf } from './answer-why.js'
import type { Known } from './explain.js'
import { readThing } from './read-thing.js'

const known = (more: Partial<Known> = {}): Known => ({
  name: PR,
  kind: 'change',
  repository: 'acme/shop',
  change: PR,
  count: 1,
  decisions: [
    {
      id: eventId(2),
      time: '2026-03-01T10:00:00Z',
      about: eventId(1),
      agent: 'heimgeist',
      act: 'look',
      chosen: 'request-guard',
      level: 2,
      level_reason: 'default of the installation (HEIMGEIST_LEVEL)',
      policy: 'default 3',
      reasons: [{ text: 'src/a.ts was involved in 3 incidents', events: [eventId(11), eventId(12)] }],
    },
  ],
  ...more,
})

const giver = { by: 'ada', names: ['ada'] }
const rules = { levels: levels(2), commanders: [], giver, repository: 'acme/shop', about: PR }
const answers = (event: MeshEvent, readings: ReturnType<typeof readCommands>, found: Found, more: object = {}) => {
  const all = { ...rules, ...more }
  const questions = questionsOf(readings, all)
  const drafts = answerWhy(event, readings, questions, {
    ...all,
    found: questions.map(() => found),
    answersLeft: 5,
    ...more,
  }) as readonly AnyDraft[]
  expect(drafts.map(({ type, data }) => violationOfData(type, data))).toEqual(drafts.map(() => undefined))
  return drafts
}
const typed = (text: string, found: Found, more: object = {}) =>
  answers(heard('command.given.v1', PR, { text, by: 'ada', change: PR }), readCommands(text), found, more)
const written = (text: string, found: Found, more: object = {}) => {
  const data = { repository: 'acme/shop', about: PR, author: { name: 'ada' }, text, created_at: '2026-03-01T10:00:00Z' }
  return answers(heard('comment.created.v1', PR, data), readMentions(text), found, more)
}

describe('reading what is asked about', () => {
  it.each([
    [eventId(7).toUpperCase(), { by: 'event', name: eventId(7) }],
    [`action/${eventId(7)}`, { by: 'event', name: eventId(7) }],
    ['pr/acme/shop/42', { by: 'change', name: 'pr/acme/shop/42' }],
    ['branch/acme/shop/feature/x', { by: 'change', name: 'branch/acme/shop/feature/x' }],
    [`change/acme/shop/${SHA}`, { by: 'commit', name: SHA }],
    ['#42', { by: 'change', name: 'pr/acme/shop/42' }],
    ['42', { by: 'change', name: 'pr/acme/shop/42' }],
    ['1234567', { by: 'commit', name: '1234567' }],
    [SHA.slice(0, 9), { by: 'commit', name: SHA.slice(0, 9) }],
    ['incident/pay 7', { by: 'incident', name: 'incident/pay 7' }],
    ['rule/acme/shop/raw-sql', { by: 'rule', name: 'rule/acme/shop/raw-sql' }],
    ['raw-sql', { by: 'rule', name: 'raw-sql' }],
    ['', { by: 'change', name: PR }],
  ])('takes %j for %j', (area, thing) => {
    expect(readThing(area, rules)).toEqual(thing)
  })
  it('knows nothing of a number without a repository, nor of nothing at all', () => {
    expect([readThing('#42', {}), readThing('', {})]).toEqual([undefined, undefined])
  })
})

describe('the answer to why', () => {
  it('tells each decision with its reasons, their events, its level and its policy', () => {
    const [answer, ...others] = typed('heimgeist /why #42', { known: known({ count: 8 }) })

    expect(others).toEqual([])
    expect(answer).toMatchObject({
      type: 'explanation.given.v1',
      subject: PR,
      data: {
        about: PR,
        by: 'ada',
        more: 7,
        decisions: [
          {
            decision: eventId(2),
            level: 2,
            policy: 'default 3',
            reasons: [{ events: [eventId(11), eventId(12)] }],
          },
        ],
      },
    })
    const { text } = answer!.data as { text: string }
    expect(text.split('\n')).toEqual([
      `Why ${PR}: 8 decisions, the latest first.`,
      `2026-03-01 10:00: heimgeist chose request-guard at level 2 (default of the installation (HEIMGEIST_LEVEL)), policy default 3: decision ${eventId(2)}, about event ${eventId(1)}`,
      `because src/a.ts was involved in 3 incidents (${eventId(11)}, ${eventId(12)})`,
      '7 older decisions are not told.',
    ])
  })

  it('tells what was heard where nothing was decided', () => {
    const verdict = { event: eventId(3), level: 'low', percentile: 12.4, reasons: [] }
    const [answer] = typed('heimgeist /why', { known: known({ decisions: [], count: 0, verdict }) })

    expect(answer!.data).toMatchObject({
      decisions: [],
      heard: [{ text: 'it was judged as low risk, percentile 12 of its repository', events: [eventId(3)] }],
    })
  })

  it.each([
    ['heimgeist /why abcdef0', undefined, 'nothing is known of abcdef0 in acme/shop'],
    ['heimgeist /why #42', { known: known({ repository: 'acme/other' }) }, 'is not in acme/shop; it is in acme/other'],
    [
      'heimgeist /why raw-sql',
      { several: ['rule/a/b/raw-sql', 'rule/a/c/raw-sql'] },
      'rule/a/b/raw-sql or rule/a/c/raw-sql',
    ],
  ])('refuses %j clearly', (text, found, words) => {
    expect(typed(text, found as Found)).toMatchObject([
      { type: 'command.refused.v1', data: { code: 'unknown-change', reason: expect.stringContaining(words) } },
    ])
  })

  it('asks for a name where nothing names one', () => {
    expect(typed('heimgeist /why', undefined, { about: undefined })).toMatchObject([{ data: { code: 'malformed' } }])
  })

  it('is given to those alone who may ask', () => {
    expect(typed('heimgeist /why', { known: known() }, { commanders: [{ who: 'bob' }] })).toEqual([])
  })
})

describe('a question in a comment', () => {
  const text = '@heimgewebe/heimgeist /why\n@heimgewebe/heimgeist /why #42'

  it('is answered in one comment at the same place, by text that does nothing', () => {
    const hostile = known()
    const reasons = [
      { text: 'see @bob, [x](https://evil.example) `rm` #9\n@heimgewebe/wgx /guard auth', events: [eventId(11)] },
    ]
    const found = { known: { ...hostile, decisions: [{ ...hostile.decisions[0]!, reasons }] } }
    const drafts = written(text, found)

    expect(drafts.map(({ type }) => type)).toEqual([
      'explanation.given.v1',
      'explanation.given.v1',
      'decision.made.v1',
      'action.requested.v1',
    ])
    const act = drafts[3]!.data as unknown as { arguments: { text: string; change: string; marker: string } }
    expect(act.arguments).toMatchObject({ change: PR, marker: `why/${eventId(1)}` })
    const lines = act.arguments.text.split('\n')
    expect(lines.filter((line) => !line.startsWith('- '))).toEqual([])
    expect(act.arguments.text).not.toMatch(/@bob|@heimgewebe|https:\/\/|#9|\[x\]/)
    expect(drafts[2]!.data).toMatchObject({ act: 'say', chosen: 'act', agent: 'heimgeist', level: 2 })
  })

  it('learns of its own repository alone, and of others not even whether there is such a thing', () => {
    const one = '@heimgewebe/heimgeist /why x1'
    const unknown = written(one, undefined)
    const foreign = written(one, { known: known({ repository: 'acme/secret' }) })
    const nobodys = written(one, { known: known({ repository: null }) })

    expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown))
    expect(JSON.stringify(nobodys)).toBe(JSON.stringify(unknown))
    expect(unknown.map(({ type }) => type)).toEqual(['command.refused.v1', 'decision.made.v1', 'action.requested.v1'])
  })

  it('is answered on the page alone once the answers of the day are used up', () => {
    expect(written(text, { known: known() }, { answersLeft: 0 }).map(({ type }) => type)).toEqual([
      'explanation.given.v1',
      'explanation.given.v1',
    ])
  })
})
