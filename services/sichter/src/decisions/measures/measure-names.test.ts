import { describe, expect, it } from '@jest/globals'
import { measureNames } from './measure-names.js'
import { NOTHING } from './measure-change.js'

const names = (added: readonly string[], deleted: readonly string[] = []) =>
  measureNames({ ...NOTHING, tokens: { added, deleted } })

describe('measureNames', () => {
  it('tells what is moved or renamed from what is new', () => {
    const moved = names(['open_port', 'close_port', 'netdev'], ['netdev', 'close_port', 'open_port'])
    const fresh = names(['open_port', 'close_port', 'netdev'], ['tunnel', 'vlan', 'mirror'])

    expect(moved).toMatchObject({ namesShared: 1, namesFresh: 0 })
    expect(fresh.namesShared).toBe(0)
    expect(fresh.namesFresh).toBeCloseTo(Math.log1p(3))
  })

  it('counts branches and delicate names only where they come in, and prose as its share', () => {
    expect(names(['if', 'return', 'free', 'mutex', 'flow'], ['if', 'mutex'])).toMatchObject({ control: 1, delicate: 1 })
    expect(names(['the', 'of', 'flow', 'table']).prose).toBe(0.5)
  })

  it('looks at a hundred names a side', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `name${at}`)

    expect(names(many)).toEqual(names(many.slice(0, 100)))
    expect(names(['name500'], many)).toEqual(names(['name500'], many.slice(0, 100)))
  })

  it('gives zeros where the source tells no names', () => {
    expect(new Set(Object.values(measureNames(NOTHING)))).toEqual(new Set([0]))
  })
})
