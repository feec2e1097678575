import { S } from './match-columns.js'

/** A line over what is cheap to tell of the changes that were found, learned a step a report: who is looked at closely. */
export interface Choice {
  readonly weights: Float64Array<ArrayBuffer>
  /** Sum of the squared slopes of each weight so far: its steps become shorter with them (AdaGrad). */
  readonly slopes: Float64Array<ArrayBuffer>
  /** Reports that it was learned from. */
  seen: number
}

/** The changes that were found for a report, the first of the plain order, and a row of columns for each. */
export interface Candidates {
  readonly changes: readonly number[]
  readonly columns: Float32Array<ArrayBuffer>
  /** By column: the mean over the candidates, and one over the deviation from it; 0 where all are the same. */
  readonly means: Float64Array<ArrayBuffer>
  readonly scales: Float64Array<ArrayBuffer>
}

/** Columns behind those of the search; `file`, `files` and `function` go by what the best finds point to. */
export const K = {
  file: S.width,
  files: S.width + 1,
  function: S.width + 2,
  pointed: S.width + 3,
  named: S.width + 4,
  prefix: S.width + 5,
  lines: S.width + 6,
  beside: S.width + 7,
  prior: S.width + 8,
  plain: S.width + 9,
  fix: S.width + 10,
  count: S.width + 11,
  width: S.width + 12,
} as const

const RATE = 0.1
/** Before so many reports the plain order chooses. */
const LEAST_SEEN = 30
/** Standard scores beyond this say no more, and errors below this teach nothing. */
const MOST_SCORE = 4
const SMALL = 1e-4
const FIRST_SLOPE = 1e-3

export const newChoice = (): Choice => ({
  weights: new Float64Array(K.width),
  slopes: new Float64Array(K.width).fill(FIRST_SLOPE),
  seen: 0,
})

/** Whether enough was learned to choose by it. */
export const canChoose = ({ seen }: Choice): boolean => seen >= LEAST_SEEN

/** Candidates with what each column is compared with. */
export const candidatesOf = (changes: readonly number[], columns: Float32Array<ArrayBuffer>): Candidates => {
  const means = new Float64Array(K.width)
  const scales = new Float64Array(K.width)
  const count = Math.max(1, changes.length)
  for (let at = 0; at < columns.length;)
    for (let column = 0; column < K.width; column++, at++) {
      const value = columns[at] as number
      means[column] = (means[column] as number) + value
      scales[column] = (scales[column] as number) + value * value
    }
  for (let column = 0; column < K.width; column++) {
    const mean = (means[column] as number) / count
    const deviation = Math.sqrt(Math.max(0, (scales[column] as number) / count - mean * mean))
    means[column] = mean
    scales[column] = deviation < 1e-6 ? 0 : 1 / deviation
  }
  return { changes, columns, means, scales }
}

const clipped = (score: number): number => (score > MOST_SCORE ? MOST_SCORE : score < -MOST_SCORE ? -MOST_SCORE : score)

/** The line at each candidate, as odds that are 0 for the first. */
export const weighCandidates = ({ weights }: Choice, { changes, columns, means, scales }: Candidates): Float64Array => {
  const odds = new Float64Array(changes.length)
  // Only columns in which the candidates differ tell them apart.
  const telling = Int32Array.from(scales.keys()).filter((column) => scales[column] !== 0)
  let most = -Infinity
  for (let turn = 0, from = 0; turn < odds.length; turn++, from += K.width) {
    let sum = 0
    for (let at = 0; at < telling.length; at++) {
      const column = telling[at] as number
      const score = ((columns[from + column] as number) - (means[column] as number)) * (scales[column] as number)
      sum += (weights[column] as number) * clipped(score)
    }
    odds[turn] = sum
    most = Math.max(most, sum)
  }
  for (let turn = 0; turn < odds.length; turn++) odds[turn] = (odds[turn] as number) - most
  return odds
}

/** One step towards the softmax over all candidates that has the culprits first. */
export const learnChoice = (choice: Choice, candidates: Candidates, guilty: ReadonlySet<number>): void => {
  const { changes, columns, means, scales } = candidates
  const culprits = changes.filter((change) => guilty.has(change)).length
  if (culprits === 0) return
  const shares = weighCandidates(choice, candidates).map(Math.exp)
  const all = shares.reduce((sum, share) => sum + share, 0)
  const gradient = new Float64Array(K.width)
  for (const [turn, change] of changes.entries()) {
    const error = (shares[turn] as number) / all - (guilty.has(change) ? 1 / culprits : 0)
    if (Math.abs(error) < SMALL) continue
    for (let column = 0, at = turn * K.width; column < K.width; column++, at++)
      gradient[column] =
        (gradient[column] as number) +
        error * clipped(((columns[at] as number) - (means[column] as number)) * (scales[column] as number))
  }
  const { weights, slopes } = choice
  for (let column = 0; column < K.width; column++) {
    const slope = gradient[column] as number
    slopes[column] = (slopes[column] as number) + slope * slope
    weights[column] = (weights[column] as number) - (RATE * slope) / Math.sqrt(slopes[column] as number)
  }
  choice.seen++
}
