/** How two rankings of the same changes do against what came of them. */
export interface Comparison {
  readonly n: number
  readonly bad: number
  /** Area under the ROC curve of each; null while either class is missing. */
  readonly first: number | null
  readonly second: number | null
  /** Standard error of the difference (DeLong 1988), which knows that both ranked the same changes. */
  readonly error: number | null
}

/** Midranks, from 1. */
const midranks = (values: ArrayLike<number>): Float64Array => {
  const order = Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  )
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to + 1) / 2
    from = to
  }
  return ranks
}

interface Placements {
  readonly area: number
  readonly ofBad: number[]
  readonly ofGood: number[]
}

const place = (scores: ArrayLike<number>, bad: readonly boolean[]): Placements => {
  const bads = Array.from(scores).filter((_, index) => bad[index])
  const goods = Array.from(scores).filter((_, index) => !bad[index])
  const all = midranks(Float64Array.from([...bads, ...goods]))
  const amongBad = midranks(bads)
  const amongGood = midranks(goods)
  const ofBad = bads.map((_, index) => ((all[index] as number) - (amongBad[index] as number)) / goods.length)
  const ofGood = goods.map(
    (_, index) => 1 - ((all[bads.length + index] as number) - (amongGood[index] as number)) / bads.length,
  )
  return { area: ofBad.reduce((sum, value) => sum + value, 0) / bads.length, ofBad, ofGood }
}

const variance = (values: readonly number[]): number => {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/** Compares two rankings of the same changes by the area under the ROC curve, with the error of the difference. */
export const compareRankings = (
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  bad: readonly boolean[],
): Comparison => {
  const count = bad.filter(Boolean).length
  const n = bad.length
  if (count === 0 || count === n) return { n, bad: count, first: null, second: null, error: null }
  const a = place(first, bad)
  const b = place(second, bad)
  const differences = (x: number[], y: number[]): number[] => x.map((value, index) => value - (y[index] as number))
  const error = Math.sqrt(
    variance(differences(a.ofBad, b.ofBad)) / count + variance(differences(a.ofGood, b.ofGood)) / (n - count),
  )
  return { n, bad: count, first: a.area, second: b.area, error }
}
