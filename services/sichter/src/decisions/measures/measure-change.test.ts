import { describe, expect, it } from '@jest/globals'
import { DAY, newPast, type Past } from '../past/past.js'
import { rememberChange } from '../past/remember-change.js'
import { rememberLink } from '../past/remember-link.js'
import { measureChange, MEASURES, NOTHING, TWINS } from './measure-change.js'

const FIRST_TWIN = MEASURES.length - TWINS.length

const engine = (line = 1, lines = 10) => ({
  ...NOTHING,
  author: 'ada',
  added: lines,
  files: [
    {
      path: 'src/engine.ts',
      status: 'modified' as const,
      added: lines,
      deleted: lines,
      hunks: [[line, lines, line, lines, 'turn()'] as const],
    },
  ],
})

/** Ten changes of the same lines, each fixed by the next, the last by a person's word; how the fixes are known is told. */
const given = (kinds: readonly ('link' | 'blame' | 'hint')[]): Past => {
  const past = newPast()
  const numbers = Array.from({ length: 10 }, (_, n) => rememberChange(past, engine(), n * DAY))
  for (const [at, kind] of kinds.entries())
    rememberLink(past, numbers[at] ?? 0, numbers[at + 1] ?? 9, (at + 1) * DAY, kind)
  return past
}

/** The measures that count all that is taken for a bug, and those of named bugs that stand in for them. */
const measure = (past: Past) => {
  const measures = measureChange(past, engine(), 20 * DAY)
  return { all: TWINS.map((column) => measures[column]), linked: [...measures.subarray(FIRST_TWIN)] }
}

describe('measureChange', () => {
  it('has a twin of each measure of bugs, by its name', () => {
    expect(TWINS).toHaveLength(20)
    expect(TWINS.map((column) => `linked ${MEASURES[column] ?? ''}`)).toEqual(MEASURES.slice(FIRST_TWIN))
    expect(new Set(MEASURES).size).toBe(MEASURES.length)
  })

  it('sees the same in both where messages name every bug', () => {
    const { all, linked } = measure(given(Array.from({ length: 10 }, () => 'link')))

    expect(linked).toEqual(all)
    for (const [at, value] of measure(given([])).linked.entries()) expect([at, linked[at]]).not.toEqual([at, value])
  })

  it('keeps what blame alone says out of the measures of named bugs', () => {
    const nothing = measure(given([]))
    const blamed = measure(given(['blame', 'blame', 'blame']))
    const both = measure(given(['blame', 'link', 'blame']))

    expect(blamed.linked).toEqual(nothing.linked)
    expect(blamed.all).not.toEqual(nothing.all)
    expect(both.linked).not.toEqual(nothing.linked)
    expect(both.all).toEqual(blamed.all)
    expect(measure(given(['hint', 'hint', 'hint']))).toEqual(nothing)
  })
})
