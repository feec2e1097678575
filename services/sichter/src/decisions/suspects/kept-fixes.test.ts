import { deserialize, serialize } from 'node:v8'
import { expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit } from '../../../test/given-history.js'
import { type Judgement, newJudgement } from '../judgement.js'
import type { Change } from '../past/change.js'
import { readCommit } from '../past/read-change.js'
import { takeInput } from '../take-input.js'
import { isFix } from './kept-fixes.js'
import { rankSuspects } from './rank-suspects.js'
import { U, widthOf } from './suspect-columns.js'
import type { Report } from './suspect-query.js'

const PATH = 'src/cart.ts'

const changeOf = (
  n: number,
  hunks: readonly (readonly [number, number, number, number, string])[],
  title: string,
): Change =>
  readCommit({
    id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    data: commit(n, {
      title,
      files: [
        {
          path: PATH,
          status: 'modified',
          added: hunks.reduce((sum, [, , , added]) => sum + added, 0),
          deleted: hunks.reduce((sum, [, deleted]) => sum + deleted, 0),
          hunks: hunks.map((hunk) => [...hunk]),
        },
      ],
      identifiers: { added: [`name${n}`], deleted: n === 4 ? ['name2'] : [] },
    }),
  } as unknown as MeshEvent<'change.recorded.v1'>)

const columnsOf = (judgement: Judgement, report: Report, change: number) => {
  const { pool } = rankSuspects(judgement, report)
  const at = pool.changes.indexOf(change) * widthOf(true)
  return Object.fromEntries(
    (['lines', 'linesShare', 'beside', 'near', 'fixAlive', 'fixFunctions', 'fixDeleted', 'fixFileTurn'] as const).map(
      (name) => [name, pool.rows[at + U[name]]],
    ),
  )
}

const given = (...changes: readonly Change[]): Judgement => {
  const judgement = newJudgement()
  for (const change of changes) takeInput(judgement, { kind: 'change', change })
  return judgement
}

const history = [
  changeOf(1, [[0, 0, 1, 20, '']], 'Add the cart'),
  changeOf(2, [[10, 3, 10, 3, 'total()']], 'Round totals'),
  changeOf(3, [[18, 1, 18, 1, '']], 'Sort items'),
]

it('asks by the number of a fix with what it told when it came, though its lines have moved on', () => {
  const fix = changeOf(4, [[11, 1, 11, 1, 'total()']], 'Fix totals')
  const asked = { time: fix.committedAt, text: 'totals are wrong', files: [] }
  const known = columnsOf(given(...history), { ...asked, fix }, 1)
  const judgement = given(...history, fix, changeOf(5, [[1, 20, 1, 20, '']], 'Rewrite the cart'))
  const again = deserialize(serialize(judgement)) as Judgement

  expect(known).toMatchObject({ lines: Math.fround(Math.log1p(1)), linesShare: 1 })
  expect(known['fixAlive']).toBeGreaterThan(0)
  for (const each of [judgement, again]) {
    const { fixDeleted, fixFileTurn, ...same } = columnsOf(each, { ...asked, fixedBy: 3 }, 1)
    const { fixDeleted: before, fixFileTurn: _, ...told } = known
    expect(same).toEqual(told)
    // How rare a name is depends on what came since.
    expect([fixDeleted, before].every((value) => (value ?? 0) > 0)).toBe(true)
    expect(fixFileTurn).toBeGreaterThanOrEqual(0)
  }
})

it('keeps what the latest fixes told, and of a change that mends nothing nothing', () => {
  const judgement = given(...history)
  expect([...judgement.suspects.fixes.keys()]).toEqual([])
  for (let n = 4; n < 204; n++)
    takeInput(judgement, { kind: 'change', change: changeOf(n, [[n % 20, 1, n % 20, 1, '']], `Fix part ${n}`) })
  const kept = [...judgement.suspects.fixes.keys()]

  expect(kept).toHaveLength(150)
  expect(kept.at(-1)).toBe(202)
  expect(kept[0]).toBe(53)
})

it.each([
  ['Fix totals', true],
  ['Revert "Round totals"', true],
  ['Round totals', false],
])('takes %j for one that mends: %j', (title, mends) => {
  expect(isFix({ ...changeOf(1, [], title) })).toBe(mends)
})
