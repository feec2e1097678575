import type { EventData } from '@heimgewebe/contracts'
import type { Change } from '../past/change.js'
import { newDice } from '../models/grow-tree.js'
import { hash32 } from '../past/hash-text.js'
import type { Judgement } from '../judgement.js'
import { rankGuards } from './rank-guards.js'

type Tests = Required<Pick<EventData['risk.assessed.v1'], 'tests' | 'tests_known'>>

/** Share of the known tests that is chosen, and the most and the fewest of them; and how many others are drawn. */
const SHARE = 0.1
const MOST = 45
const FEWEST = 3
const SAMPLE = 2

/** Chooses the tests to run first for a change, and draws a few others by lot, the same ones for the same commit. */
export const chooseTests = (judgement: Judgement, change: Change): Tests => {
  const ranked = rankGuards(judgement, change)
  const count = Math.min(MOST, Math.max(FEWEST, Math.ceil(SHARE * ranked.length)))
  const others = ranked.slice(count)
  const dice = newDice(hash32(`${change.id}\n${change.sha}`))
  const drawn = Array.from({ length: Math.min(SAMPLE, others.length) }, () =>
    others.splice(Math.floor(dice() * others.length), 1),
  ).flat()
  return {
    tests: [
      ...ranked.slice(0, count).map((path) => ({ path, by: 'learned' as const })),
      ...drawn.map((path) => ({ path, by: 'sample' as const })),
    ],
    tests_known: ranked.length,
  }
}
