import { describe, expect, it } from '@jest/globals'
import { type LevelRule, findLevel } from './find-level.js'

const rules: LevelRule[] = [
  { text: '*:look=3', act: 'look', level: 3 },
  { text: 'wgx@*=1', agent: 'wgx', level: 1 },
  { text: 'acme/shop=0', repository: 'acme/shop', level: 0 },
  { text: 'wgx@acme/shop:look=2', agent: 'wgx', repository: 'acme/shop', act: 'look', level: 2 },
]

describe('findLevel', () => {
  it.each([
    ['the rule that names all three', 'wgx', 'look', 'acme/shop', 2, 'wgx@acme/shop:look=2'],
    ['a repository before agent and class', 'wgx', 'say', 'acme/shop', 0, 'acme/shop=0'],
    ['an agent before a class', 'wgx', 'look', 'acme/other', 1, 'wgx@*=1'],
    ['a class alone', 'heimgeist', 'look', 'acme/other', 3, '*:look=3'],
  ] as const)('takes %s', (_which, agent, act, repository, level, text) => {
    const found = findLevel({ fallback: 2, rules }, { agent, act, repository })

    expect(found).toEqual({ level, reason: `HEIMGEIST_LEVELS says ${text}` })
  })

  it('falls back to the default and says so', () => {
    const found = findLevel({ fallback: 2, rules: [] }, { agent: 'wgx', act: 'look', repository: 'acme/shop' })

    expect(found).toEqual({ level: 2, reason: 'default of the installation (HEIMGEIST_LEVEL)' })
  })

  it('takes the lower of two rules that disagree', () => {
    const twice: LevelRule[] = [
      { text: 'acme/shop=3', repository: 'acme/shop', level: 3 },
      { text: 'acme/shop=1', repository: 'acme/shop', level: 1 },
    ]

    expect(findLevel({ fallback: 2, rules: twice }, { agent: 'wgx', act: 'look', repository: 'acme/shop' }).level).toBe(
      1,
    )
  })
})
