import { areasOf, lowerShare } from '@heimgewebe/decider'
import type { Change } from '../past/change.js'
import type { Fact } from './fact.js'
import type { Judgement } from '../judgement.js'
import { addedOdds } from './weigh-fact.js'
import { quoted } from './word-facts.js'

/** Fewest changes and bad ones of an area, and how many times the repository's share of bad ones, that are worth a word. */
const LEAST_CHANGES = 10
const LEAST_BAD = 2
const LIFT = 1.5

/** An area of the change in which more went wrong than in the rest of the repository, as heimlern counted it. */
export const findAreas = ({ areas, areaCounts, all }: Judgement, change: Change): Fact[] => {
  if (areaCounts.size === 0 || all.changes === 0) return []
  const usual = all.bad / all.changes
  const { touched } = areasOf(
    change.files.map(({ path }) => path),
    areas,
  )
  const facts = touched.flatMap((area): Fact[] => {
    const count = areaCounts.get(area)
    if (count === undefined || count.changes < LEAST_CHANGES || count.bad < LEAST_BAD) return []
    const lift = count.bad / count.changes / Math.max(usual, 1e-9)
    // Two of hundreds are soon more than the usual share by chance.
    if (lift < LIFT || lowerShare(count.bad, count.changes) <= usual) return []
    const text = `${count.bad} of ${count.changes} changes in ${quoted(area)} turned out bad, against ${all.bad} of ${all.changes} in the whole repository`
    const adds = addedOdds(count.bad, count.changes, usual)
    return [{ kind: 'area-outcomes', text, events: count.events, strength: 0.4 + Math.log(lift), adds }]
  })
  return facts.toSorted((a, b) => b.strength - a.strength).slice(0, 1)
}
