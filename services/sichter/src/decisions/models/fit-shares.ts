import { newScratch } from './scratch.js'

/** Weights of a line over standard scores whose softmax is the share of each suspect of a report. */
export interface Shares {
  readonly weights: Float64Array<ArrayBuffer>
  /** Running mean of the squared slopes of each weight: its steps are as long as these are small (RMSProp). */
  readonly slopes: Float64Array<ArrayBuffer>
}

const RATE = 0.05
const PENALTY = 0.003
const KEPT = 0.9
/** Standard scores beyond this say no more. */
const MOST_SCORE = 4
/** Errors below this are not stepped against. */
const SMALL = 1e-4

/** Weights to go on with: those of the line before, or none. */
export const startShares = (width: number, before: Shares | undefined): Shares => ({
  weights: before === undefined ? new Float64Array(width) : Float64Array.from(before.weights),
  slopes: new Float64Array(width).fill(1e-8),
})

/** By column: the mean over the suspects of one report, and the deviation from it. */
export interface Frame {
  readonly means: Float64Array<ArrayBuffer>
  readonly deviations: Float64Array<ArrayBuffer>
}

/** What the row-major columns of all suspects of one report are compared with. */
export const frameOf = (rows: Float32Array, width: number): Frame => {
  const means = new Float64Array(width)
  const deviations = new Float64Array(width)
  const count = Math.max(1, rows.length / width)
  for (let at = 0; at < rows.length;)
    for (let column = 0; column < width; column++) means[column] = (means[column] as number) + (rows[at++] as number)
  for (let column = 0; column < width; column++) means[column] = (means[column] as number) / count
  for (let at = 0; at < rows.length;)
    for (let column = 0; column < width; column++) {
      const off = (rows[at++] as number) - (means[column] as number)
      deviations[column] = (deviations[column] as number) + off * off
    }
  for (let column = 0; column < width; column++) deviations[column] = Math.sqrt((deviations[column] as number) / count)
  return { means, deviations }
}

/** Row-major columns of suspects as standard scores within their report. */
export const standardize = (rows: Float32Array, { means, deviations }: Frame): Float32Array<ArrayBuffer> => {
  const scores = new Float32Array(rows.length)
  for (let at = 0; at < rows.length;)
    for (let column = 0; column < means.length; column++, at++) {
      const deviation = deviations[column] as number
      if (deviation < 1e-6) continue
      const score = ((rows[at] as number) - (means[column] as number)) / deviation
      scores[at] = Math.max(-MOST_SCORE, Math.min(MOST_SCORE, score))
    }
  return scores
}

/** The line at one row of standard scores. */
export const readShares = ({ weights }: Shares, scores: Float32Array, row: number): number => {
  const from = row * weights.length
  const at = (column: number): number => (weights[column] as number) * (scores[from + column] as number)
  // Four sums, none of which waits for another.
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let column = 0
  for (; column + 3 < weights.length; column += 4) {
    a += at(column)
    b += at(column + 1)
    c += at(column + 2)
    d += at(column + 3)
  }
  for (; column < weights.length; column++) a += at(column)
  return a + b + (c + d)
}

/** Writes exp(odds − the highest of them) of the rows from `from` to `end`, and returns its sum. */
export const exponents = (odds: Float64Array, from: number, end: number, into: Float64Array): number => {
  let most = -Infinity
  for (let row = from; row < end; row++) most = Math.max(most, odds[row] as number)
  let sum = 0
  for (let row = from; row < end; row++) sum += into[row] = Math.exp((odds[row] as number) - most)
  return sum
}

const oddsOf = newScratch((size) => new Float64Array(size))

/** One step of all weights towards the culprits of all reports. */
export const stepShares = (shares: Shares, scores: Float32Array, guilty: Uint8Array, ends: readonly number[]): void => {
  const { weights, slopes } = shares
  const width = weights.length
  const gradient = new Float64Array(width)
  const odds = oddsOf(guilty.length)
  let from = 0
  for (const end of ends) {
    for (let row = from; row < end; row++) odds[row - from] = readShares(shares, scores, row)
    const sum = exponents(odds, 0, end - from, odds)
    let culprits = 0
    for (let row = from; row < end; row++) culprits += guilty[row] as number
    for (let row = from, at = from * width; row < end; row++, at += width) {
      const error = (odds[row - from] as number) / sum - (guilty[row] as number) / culprits
      if (Math.abs(error) < SMALL) continue
      for (let column = 0; column < width; column++)
        gradient[column] = (gradient[column] as number) + error * (scores[at + column] as number)
    }
    from = end
  }
  for (let column = 0; column < width; column++) {
    const weight = weights[column] as number
    const slope = (gradient[column] as number) / ends.length + PENALTY * weight
    slopes[column] = KEPT * (slopes[column] as number) + (1 - KEPT) * slope * slope
    weights[column] = weight - (RATE * slope) / (Math.sqrt(slopes[column] as number) + 1e-3)
  }
}
