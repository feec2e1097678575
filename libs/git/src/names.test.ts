import { describe, expect, it } from '@jest/globals'
import { checkedPath, checkedSha, isAbbreviation, isRefName, isSha } from './names.js'

describe('names', () => {
  it('knows full and abbreviated commit ids', () => {
    expect([isSha('a'.repeat(40)), isSha('a'.repeat(64)), isSha('a'.repeat(41)), isSha('A'.repeat(40))]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([isAbbreviation('abc1234'), isAbbreviation('abc123'), isAbbreviation('-abc1234')]).toEqual([
      true,
      false,
      false,
    ])
    expect(() => checkedSha('HEAD')).toThrow('not a full commit id')
    expect(() => checkedSha(`${'a'.repeat(40)}\n`)).toThrow('not a full commit id')
  })

  it.each(['main', 'feature/x', 'ü', 'v1.2.3', 'a-b_c'])('takes %s for a ref', (name) => {
    expect(isRefName(name)).toBe(true)
  })

  it.each([
    '',
    '-x',
    '/x',
    'x/',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    '@',
    'a@{1}',
    'x.lock',
    '.x',
    'a/.b',
    'a//b',
    'a\nb',
  ])('takes %j for none', (name) => {
    expect(isRefName(name)).toBe(false)
  })

  it('keeps paths inside the tree', () => {
    expect(checkedPath('a/b c.txt')).toBe('a/b c.txt')
    for (const path of ['../a', 'a/../b', './a', '/a', 'a//b', ''])
      expect(() => checkedPath(path)).toThrow('not a path inside')
  })
})
