import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Rule } from '../rules/rule.js'
import { judgePattern, patternNamed } from './judge-pattern.js'
import type { Pattern } from './lesson.js'
import { type Voices, hearVoice, weighVoices } from './voices.js'

const EVENT = '019ca8f0-0000-7000-8000-000000000001'
const pattern = (more: Partial<Pattern> = {}): Pattern => ({
  repository: 'acme/shop',
  pattern: 'bad-auth',
  name: 'changes of auth',
  kind: 'bad',
  version: 2,
  state: 'learned',
  statement: '3 of 3 changes of auth ended badly.',
  cases: [],
  support: 3,
  counter_cases: 0,
  confidence: 0.44,
  ...more,
})
type Word = readonly [by: string, verdict: 'good' | 'bad']
const after = (words: readonly Word[], start = pattern()): { pattern: Pattern; voices: Voices | undefined } =>
  words.reduce<{ pattern: Pattern; voices: Voices | undefined }>(
    (known, [by, verdict]) => hearVoice(known.pattern, known.voices, { by, verdict, event: EVENT }) ?? known,
    { pattern: start, voices: undefined },
  )
const standing = (words: readonly Word[], start?: Pattern) => {
  const { state, confidence, people } = after(words, start).pattern
  return `${state} ${people?.good ?? 0}:${people?.bad ?? 0} ${confidence}`
}

describe('what people say of a pattern', () => {
  it.each<[readonly Word[], string]>([
    [[['ada', 'good']], 'learned 1:0 0.51'],
    [[['ada', 'bad']], 'retired 0:1 0.3'],
    [
      [
        ['ada', 'bad'],
        ['bob', 'good'],
      ],
      'learned 1:1 0.38',
    ],
    [
      [
        ['ada', 'bad'],
        ['ada', 'good'],
      ],
      'learned 1:0 0.51',
    ],
    [
      [
        ['person/Ada', 'bad'],
        ['ada', 'bad'],
        ['bob', 'good'],
      ],
      'learned 1:1 0.38',
    ],
    [
      [
        ['__proto__', 'bad'],
        ['constructor', 'bad'],
        ['bob', 'good'],
      ],
      'retired 1:2 0.3',
    ],
  ])('after %j it stands at %s', (words, expected) => {
    expect(standing(words)).toBe(expected)
  })

  it('brings nothing back that its cases no longer bear', () => {
    expect(standing([['ada', 'good']], pattern({ state: 'retired' }))).toMatch(/^retired 1:0/)
    expect(
      standing(
        [
          ['ada', 'bad'],
          ['ada', 'good'],
        ],
        pattern({ state: 'retired' }),
      ),
    ).toMatch(/^retired 1:0/)
  })

  it('counts a new version each time, and none where somebody says the same again', () => {
    const { pattern: told, voices } = after([
      ['ada', 'bad'],
      ['ada', 'bad'],
      ['bob', 'bad'],
    ])

    expect([told.version, voices?.versions]).toEqual([4, 2])
    expect(weighVoices(pattern({ version: 3, support: 4 }), voices)).toMatchObject({
      version: 5,
      state: 'retired',
      people: { good: 0, bad: 2, otherwise: 'learned' },
    })
  })

  it('comes to the same whatever the order of different people', () => {
    const anyWords = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom<'good' | 'bad'>('good', 'bad')),
      { selector: ([by]) => by },
    )
    fc.assert(fc.property(anyWords, (words) => standing(words) === standing([...words].reverse())))
  })
})

describe('judgePattern', () => {
  const rule = (name: string, more: Partial<Rule> = {}): Rule => ({
    rule: name,
    kind: 'policy',
    name,
    pattern: 'bad-auth',
    areas: ['auth'],
    state: 'proposed',
    proposal: { version: 1 } as Rule['proposal'],
    event: EVENT,
    support: 3,
    endings: {},
    measure: { helped: 0, noise: 0, missed: 0 },
    latest: [],
    told: { matched: 0, helped: 0, missed: 0, worth: 'unclear' },
    ...more,
  })
  const rules = [
    rule('offered'),
    rule('in-force', { state: 'in_force', version: 1 }),
    rule('changing', { version: 1, proposal: { version: 2 } as Rule['proposal'] }),
    rule('of-another', { pattern: 'bad-web' }),
  ]
  const judged = (verdict: 'good' | 'bad') =>
    judgePattern({ by: 'ada', verdict, event: EVENT }, { pattern: pattern(), voices: undefined, rules })

  it('takes back what was only offered because of a pattern that people reject, and nothing in force', () => {
    const { drafts, notes } = judged('bad')

    expect(drafts.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
      'pattern.learned.v1 pattern/acme/shop/bad-auth',
      'rule.retired.v1 rule/acme/shop/offered',
    ])
    expect(notes.map(({ shelf, key }) => `${shelf} ${key}`)).toEqual([
      'pattern bad-auth',
      'voices bad-auth',
      'rule offered',
    ])
    expect(judged('good').drafts.map(({ type }) => type)).toEqual(['pattern.learned.v1'])
  })

  it.each([
    ['pattern/acme/shop/bad-auth', { repository: 'acme/shop', pattern: 'bad-auth' }],
    ['pattern/group/sub/shop/fix-e1-1', { repository: 'group/sub/shop', pattern: 'fix-e1-1' }],
    ['incident/acme/shop/7', undefined],
    ['pattern/', undefined],
  ])('reads the subject %s', (subject, expected) => {
    expect(patternNamed(subject)).toEqual(expected)
  })
})
