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
  let sum = 0
  for (let at = 0; at < counts.length; at++) {
    all[at % SETS] = (all[at % SETS] as number) + (counts[at] as number)
    sum += counts[at] as number
  }
  const shares = new Float64Array(counts.length)
  for (let from = 0; from < counts.length; from += SETS) {
    const ofKind = counts.subarray(from, from + SETS).reduce((a, b) => a + b, 0)
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
  const worth = culprit.map((share, at) => Math.log(share / (other[at] as number)))
  return worth.map((value, at) => value - (worth[at - (at % SETS)] as number))
}
