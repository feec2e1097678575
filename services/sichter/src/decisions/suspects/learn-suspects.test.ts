import { expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, sha } from '../../../test/given-history.js'
import { newJudgement } from '../judgement.js'
import { readCommit } from '../past/read-change.js'
import { U } from './suspect-columns.js'
import { takeInput } from '../take-input.js'

const changeOf = (n: number, more: Parameters<typeof commit>[1] = {}) =>
  readCommit({
    id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    data: commit(n, more),
  } as unknown as MeshEvent<'change.recorded.v1'>)

const column = (rows: Float32Array, width: number, at: number): number[] => [
  ...rows.filter((_, cell) => cell % width === at),
]

it('asks a fix in all its forms before anything is learned from the first of them', () => {
  const judgement = newJudgement()
  for (let n = 1; n <= 40; n++)
    takeInput(judgement, { kind: 'change', change: changeOf(n, { title: `Improve widget${n % 5} of the shop` }) })
  takeInput(judgement, {
    kind: 'change',
    change: changeOf(41, {
      title: 'Fix widget3',
      body: 'The widget3 of the shop broke with the last improve.',
      fixes: [sha(3)],
    }),
  })
  const { byReport, byFix, ages, worth } = judgement.suspects

  // Of the title and the text, of the text alone, and with the fix: nothing was known of the worth of a term in any of them.
  expect([byReport.groups.length, byFix.groups.length]).toEqual([2, 1])
  for (const { width, groups } of [byReport, byFix])
    for (const { rows } of groups) {
      expect(column(rows, width, U.worth).every((value) => Math.abs(value) < 1e-6)).toBe(true)
      expect(new Set(column(rows, width, U.any)).size).toBeGreaterThan(1)
    }
  expect(ages.reduce((sum, count) => sum + count, 0)).toBe(1)
  expect(worth.held.some((count) => count > 0)).toBe(true)
})

it('teaches each fix with its lines and in one other form once much is known', () => {
  const judgement = newJudgement()
  for (let n = 1; n <= 20; n++) takeInput(judgement, { kind: 'change', change: changeOf(n) })
  const { byReport, byFix } = judgement.suspects
  byReport.confidence.steps = 300
  for (let n = 21; n <= 26; n++)
    takeInput(judgement, {
      kind: 'change',
      change: changeOf(n, { title: 'Fix it', body: 'The shop broke with the last change.', fixes: [sha(n - 15)] }),
    })

  // In turn by title and text, by text, and with its lines; with these each time.
  expect([byReport.seen, byFix.seen]).toEqual([4, 6])
})
