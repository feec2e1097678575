import type { Pool } from './measure-suspects.js'
import { newScratch } from '../models/scratch.js'
import { changeOf, placesOf } from './term-index.js'
import { kindOf, SETS, type TermWorth } from './term-worth.js'

/** Suspects that a culprit is compared with. */
const MOST_OTHERS = 50
const CULPRIT = 1
const OTHER = 2

const rolesOf = newScratch((size) => new Uint8Array(size))

/** Counts where the culprits, and where the other suspects, hold the terms of a report. `changes`: how many there are at all. */
export const learnTerms = (
  { held, usual }: TermWorth,
  { changes: pool, found }: Pool,
  guilty: ReadonlySet<number>,
  changes: number,
): void => {
  const culprits = pool.filter((change) => guilty.has(change)).length
  const others = pool.filter((change) => !guilty.has(change)).slice(0, MOST_OTHERS)
  if (culprits === 0 || others.length === 0) return
  const roles = rolesOf(changes)
  for (const change of others) roles[change] = OTHER
  for (const change of guilty) roles[change] = CULPRIT
  const add = (counts: Float64Array, at: number, by: number): void => {
    counts[at] = (counts[at] as number) + by
  }
  let at = 0
  for (const { end, holders, marks } of found.read) {
    const kind = kindOf(marks, Math.log((changes + 1) / holders)) * SETS
    let culpritsLeft = 1
    let othersLeft = 1
    for (; at < end; at++) {
      const posting = found.postings.cells[at] as number
      const role = roles[changeOf(posting)]
      if (role === CULPRIT) {
        add(held, kind + placesOf(posting), 1 / culprits)
        culpritsLeft -= 1 / culprits
      } else if (role === OTHER) {
        add(usual, kind + placesOf(posting), 1 / others.length)
        othersLeft -= 1 / others.length
      }
    }
    add(held, kind, Math.max(0, culpritsLeft))
    add(usual, kind, Math.max(0, othersLeft))
  }
}
