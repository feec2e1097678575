import { describe, expect, it } from '@jest/globals'
import { applyHunks, type Blame, linesOf, readBlame, UNKNOWN } from './blame.js'

const read = (blame: Blame, hunks: Parameters<typeof readBlame>[1]) => {
  const seen: [number, number, boolean][] = []
  readBlame(blame, hunks, (lines, change, replaced) => seen.push([lines, change, replaced]))
  return seen
}

describe('blame', () => {
  const first = applyHunks([], [[0, 0, 1, 10, '']], 1, 10, 0)

  it('follows the lines of a file through an insertion and a replacement', () => {
    const second = applyHunks(first, [[4, 0, 5, 2, '']], 2, 2, 0)
    const third = applyHunks(second, [[6, 2, 6, 1, '']], 3, 1, 2)

    expect(second).toEqual([4, 1, 2, 2, 6, 1])
    expect(third).toEqual([4, 1, 1, 2, 1, 3, 5, 1])
    expect(linesOf(third)).toBe(11)
  })

  it('names who wrote the lines that a hunk replaces, and the line before an addition', () => {
    const blame = applyHunks(first, [[4, 0, 5, 2, '']], 2, 2, 0)

    expect(read(blame, [[4, 3, 4, 1]])).toEqual([
      [1, 1, true],
      [2, 2, true],
    ])
    expect(read(blame, [[6, 0, 7, 1]])).toEqual([[1, 2, false]])
  })

  it('says unknown of lines that nobody told of', () => {
    expect(read([], [[5, 2, 5, 2]])).toEqual([[2, UNKNOWN, true]])
  })
})
