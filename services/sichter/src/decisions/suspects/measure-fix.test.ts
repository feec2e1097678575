import { expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit } from '../../../test/given-history.js'
import { newJudgement } from '../judgement.js'
import type { Change } from '../past/change.js'
import { readCommit } from '../past/read-change.js'
import { takeInput } from '../take-input.js'
import { rankSuspects } from './rank-suspects.js'
import { U, widthOf } from './suspect-columns.js'

type Hunk = readonly [number, number, number, number, string]

const changeOf = (n: number, path: string, hunks: readonly Hunk[], more: Parameters<typeof commit>[1] = {}): Change =>
  readCommit({
    id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    data: commit(n, {
      files: [
        {
          path,
          status: 'modified',
          added: hunks.reduce((sum, [, , , added]) => sum + added, 0),
          deleted: hunks.reduce((sum, [, deleted]) => sum + deleted, 0),
          hunks: hunks.map((hunk) => [...hunk]),
        },
      ],
      ...more,
    }),
  } as unknown as MeshEvent<'change.recorded.v1'>)

/** The columns of each change of a history, by its number from 0, once the fix is known. */
const measured = (history: readonly Change[], fix: Change) => {
  const judgement = newJudgement()
  for (const change of history) takeInput(judgement, { kind: 'change', change })
  const time = fix.committedAt
  const { pool } = rankSuspects(judgement, { time, text: `${fix.title}\n${fix.body}`, files: [], fix })
  return (change: number, column: keyof typeof U): number =>
    pool.rows[pool.changes.indexOf(change) * widthOf(true) + U[column]] as number
}

const PATH = 'src/cart.ts'
const whole = changeOf(1, PATH, [[0, 0, 1, 20, '']])

it('looks behind a change that only moved what the fix replaces', () => {
  const wrote = changeOf(2, PATH, [[10, 3, 10, 3, '']])
  const names = { added: ['cartTotal', 'tax'], deleted: ['cartTotal', 'tax'] }
  const moved = changeOf(3, PATH, [[11, 1, 11, 1, '']], { identifiers: names })
  const column = measured([whole, wrote, moved], changeOf(4, PATH, [[11, 1, 11, 1, '']]))

  expect([column(2, 'linesShare'), column(1, 'linesShare')]).toEqual([1, 0])
  expect([column(0, 'behind'), column(1, 'behind'), column(2, 'behind')]).toEqual([0, expect.closeTo(1), 0])
  expect(column(1, 'moved')).toBeCloseTo(1)
  expect([column(1, 'likeness'), column(2, 'likeness')]).toEqual([0, 1])
})

it('does not take for moved what came with other names', () => {
  const wrote = changeOf(2, PATH, [[10, 3, 10, 3, '']])
  const rewrote = changeOf(3, PATH, [[11, 1, 11, 1, '']], { identifiers: { added: ['sum'], deleted: ['tax'] } })
  const column = measured([whole, wrote, rewrote], changeOf(4, PATH, [[11, 1, 11, 1, '']]))

  expect(column(1, 'behind')).toBeCloseTo(1)
  expect(column(1, 'moved')).toBe(0)
})

it('finds who stands around a pure addition, the nearer the more', () => {
  const beside = changeOf(2, PATH, [[9, 1, 9, 1, '']])
  const away = changeOf(3, PATH, [[18, 1, 18, 1, '']])
  const column = measured([whole, beside, away], changeOf(4, PATH, [[8, 0, 9, 2, '']]))

  expect(column(1, 'lines')).toBe(0)
  expect(column(1, 'near')).toBeGreaterThan(2 * column(2, 'near'))
  expect(column(2, 'near')).toBeGreaterThan(0)
  expect(column(0, 'fixAlive')).toBeCloseTo(18 / 20)
})

it('tells who touched the functions of the fix, who last, and who brought in the names that it takes out', () => {
  const first = changeOf(2, PATH, [[3, 1, 3, 1, 'addItem()']], {
    identifiers: { added: ['unitPrice'], deleted: [] },
  })
  const last = changeOf(3, PATH, [[5, 1, 5, 1, 'addItem()']], { author: { name: 'Bo', email: 'bo@example.org' } })
  const other = changeOf(4, PATH, [[18, 1, 18, 1, 'removeItem()']])
  const filler = Array.from({ length: 40 }, (_, at) => changeOf(5 + at, `src/part${at}.ts`, [[0, 0, 1, 5, '']]))
  const fix = changeOf(60, PATH, [[4, 0, 5, 1, 'addItem()']], {
    author: { name: 'Bo', email: 'bo@example.org' },
    identifiers: { added: ['netPrice'], deleted: ['unitPrice'] },
  })
  const column = measured([whole, first, last, other, ...filler], fix)

  expect([1, 2, 3].map((change) => column(change, 'fixFunctions'))).toEqual([1, 1, 0])
  expect([1, 2, 3].map((change) => column(change, 'fixFunctionTurn'))).toEqual([1, 0, 30])
  expect([1, 2, 3].map((change) => column(change, 'sameAuthor'))).toEqual([0, 1, 0])
  expect(column(1, 'fixDeleted')).toBeGreaterThan(0)
  expect(column(1, 'fixDeletedFirst')).toBeGreaterThan(0)
  expect(column(2, 'fixDeleted')).toBe(0)
})

it('measures none of it where no fix is known', () => {
  const judgement = newJudgement()
  takeInput(judgement, { kind: 'change', change: whole })
  const { pool } = rankSuspects(judgement, { time: whole.committedAt, text: 'cart.ts fails', files: [PATH] })

  expect(pool.rows).toHaveLength(widthOf(false) * pool.changes.length)
  expect(widthOf(false)).toBeLessThan(widthOf(true))
})
