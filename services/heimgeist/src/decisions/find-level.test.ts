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

    expect(found).toEqual({ level, reason: `HEIMGEIST_LEVELS says ${text}`, origin: 'owner' })
  })

  it('falls back to the default and says so', () => {
    const found = findLevel({ fallback: 2, rules: [] }, { agent: 'wgx', act: 'look', repository: 'acme/shop' })

    expect(found).toEqual({ level: 2, reason: 'default of the installation (HEIMGEIST_LEVEL)', origin: 'default' })
  })

  it.each([
    ['counts instead of the default', [], 3, 3],
    ['counts where it is lower than what the owner wrote', [2], 1, 1],
    ['does not overrule what the owner wrote', [1], 3, 1],
  ] as const)('takes a level that was changed while running: it %s', (_, written, changed, level) => {
    const rule = (of: 1 | 2 | 3) => ({ repository: 'acme/shop', level: of, text: 'x' })
    const levels = { fallback: 2 as const, rules: written.map(rule), changed: [rule(changed)] }
    expect(findLevel(levels, { agent: 'wgx', act: 'change', repository: 'acme/shop' }).level).toBe(level)
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
