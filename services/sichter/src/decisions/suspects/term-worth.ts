/** What it tells that a change holds a term of a report where it does, learned from the culprits so far. */
export interface TermWorth {
  /** By kind of term and set of places: how often a culprit, and how often another suspect held it there. */
  readonly held: Float64Array<ArrayBuffer>
  readonly usual: Float64Array<ArrayBuffer>
}

/** Sets of places, as bits of a posting; set 0 is that of a change that does not hold the term. */
export const SETS = 128
const RARITIES = 10
const KINDS = 4 * RARITIES
/** Terms that a kind's own share weighs as much as the share over all kinds. */
const DRAWN = 30

export const newTermWorth = (): TermWorth => ({
  held: new Float64Array(KINDS * SETS),
  usual: new Float64Array(KINDS * SETS),
})

/** The kind of a term: whether it is a name in code (1) and in the head of the report (2), and the logarithm of its rarity. */
export const kindOf = (marks: number, rarity: number): number =>
  (marks & 3) * RARITIES + Math.max(0, Math.min(RARITIES - 1, Math.floor(rarity)))

const sharesOf = (counts: Float64Array): Float64Array => {
  const all = new Float64Array(SETS)
  const kinds = new Float64Array(KINDS)
  let sum = 0
  for (let kind = 0, at = 0; kind < KINDS; kind++)
    for (let set = 0; set < SETS; set++, at++) {
      const count = counts[at] as number
      all[set] = (all[set] as number) + count
      kinds[kind] = (kinds[kind] as number) + count
      sum += count
    }
  const shares = new Float64Array(counts.length)
  for (let kind = 0; kind < KINDS; kind++) {
    const from = kind * SETS
    const ofKind = kinds[kind] as number
    for (let set = 0; set < SETS; set++) {
      const overall = ((all[set] as number) + 0.5) / (sum + SETS / 2)
      shares[from + set] = ((counts[from + set] as number) + DRAWN * overall) / (ofKind + DRAWN)
    }
  }
  return shares
}

/** By kind and set of places: the log-odds that a culprit rather than another suspect holds a term there, above those of not holding it. */
export const weighTerms = ({ held, usual }: TermWorth): Float64Array => {
  const culprit = sharesOf(held)
  const other = sharesOf(usual)
  const worth = new Float64Array(culprit.length)
  for (let kind = 0, at = 0; kind < KINDS; kind++) {
    const none = Math.log((culprit[at] as number) / (other[at] as number))
    for (let set = 0; set < SETS; set++, at++)
      worth[at] = Math.log((culprit[at] as number) / (other[at] as number)) - none
  }
  return worth
}
