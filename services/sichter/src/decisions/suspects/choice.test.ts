import { expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { commit, timeOf } from '../../../test/given-history.js'
import { newJudgement } from '../judgement.js'
import { readCommit } from '../past/read-change.js'
import { takeInput } from '../take-input.js'
import { canChoose, candidatesOf, K, learnChoice, newChoice, weighCandidates } from './choice.js'
import { POOL } from './measure-suspects.js'
import { rankSuspects } from './rank-suspects.js'

const COUNT = 200
const numbers = Array.from({ length: COUNT }, (_, at) => at)

/** Candidates of which one column tells the culprit, and another says the same of all. */
const candidates = (culprit: number) => {
  const columns = new Float32Array(COUNT * K.width)
  for (const at of numbers) {
    columns[at * K.width + K.file] = at === culprit ? 3 : (at % 7) / 7
    columns[at * K.width + K.plain] = -at / COUNT
    columns[at * K.width + K.named] = 1
  }
  return candidatesOf(numbers, columns)
}

it('learns whom to look at closely, and chooses only once it has learned enough', () => {
  const choice = newChoice()
  for (let turn = 0; turn < 30; turn++) {
    expect(canChoose(choice)).toBe(false)
    learnChoice(choice, candidates((turn * 37) % COUNT), new Set([(turn * 37) % COUNT]))
  }
  const odds = weighCandidates(choice, candidates(190))

  expect(canChoose(choice)).toBe(true)
  expect(odds.indexOf(Math.max(...odds))).toBe(190)
  expect(odds[190]).toBe(0)
  expect(choice.weights[K.named]).toBe(0)
})

it('learns nothing of a report whose cause was not found', () => {
  const choice = newChoice()
  learnChoice(choice, candidates(5), new Set([COUNT + 1]))

  expect(choice).toEqual(newChoice())
})

it('has those looked at closely that it was learned to choose, in the plain order', () => {
  const judgement = newJudgement()
  for (let n = 1; n <= 180; n++)
    takeInput(judgement, {
      kind: 'change',
      change: readCommit({
        id: `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`,
        data: commit(n, {
          title: n <= 40 ? `Fix checkout${n}` : `Improve checkout${n}`,
          files: [{ path: `src/checkout/part${n % 4}.ts`, status: 'modified', added: 1, deleted: 0 }],
        }),
      } as unknown as MeshEvent<'change.recorded.v1'>),
    })
  const time = Math.floor(Date.parse(timeOf(181)) / 1000)
  const asked = {
    time,
    text: 'the shop at src/checkout fails',
    files: [0, 1, 2, 3].map((n) => `src/checkout/part${n}.ts`),
  }
  const fixesIn = () => rankSuspects(judgement, asked).pool.changes.filter((change) => change < 40).length
  const before = rankSuspects(judgement, asked).pool
  const { chosenByReport } = judgement.suspects
  chosenByReport.seen = 30
  chosenByReport.weights[K.fix] = 1

  expect(before.candidates.changes.length).toBeGreaterThan(POOL)
  expect(before.changes.filter((change) => change < 40).length).toBeLessThan(fixesIn())
  expect(fixesIn()).toBe(before.candidates.changes.filter((change) => change < 40).length)
})
