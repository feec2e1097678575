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

/** Row-major columns as standard scores within each report, whose rows end at `ends`. */
export const standardize = (rows: Float32Array, width: number, ends: readonly number[]): Float32Array<ArrayBuffer> => {
  const scores = new Float32Array(rows.length)
  let from = 0
  for (const end of ends) {
    const count = end - from
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let row = from; row < end; row++) sum += rows[row * width + column] as number
      const mean = sum / count
      let squares = 0
      for (let row = from; row < end; row++) squares += ((rows[row * width + column] as number) - mean) ** 2
      const deviation = Math.sqrt(squares / count)
      if (deviation < 1e-6) continue
      for (let row = from; row < end; row++) {
        const score = ((rows[row * width + column] as number) - mean) / deviation
        scores[row * width + column] = Math.max(-MOST_SCORE, Math.min(MOST_SCORE, score))
      }
    }
    from = end
  }
  return scores
}

/** The line at one row of standard scores. */
export const readShares = ({ weights }: Shares, scores: Float32Array, row: number): number => {
  let sum = 0
  const from = row * weights.length
  for (let column = 0; column < weights.length; column++)
    sum += (weights[column] as number) * (scores[from + column] as number)
  return sum
}

/** One step of all weights towards the culprits of all reports. */
export const stepShares = (shares: Shares, scores: Float32Array, guilty: Uint8Array, ends: readonly number[]): void => {
  const { weights, slopes } = shares
  const width = weights.length
  const gradient = new Float64Array(width)
  let from = 0
  for (const end of ends) {
    const odds = Float64Array.from({ length: end - from }, (_, at) => readShares(shares, scores, from + at))
    const most = odds.reduce((a, b) => Math.max(a, b), -Infinity)
    const sum = odds.reduce((total, value) => total + Math.exp(value - most), 0)
    const culprits = guilty.subarray(from, end).reduce((a, b) => a + b, 0)
    for (let row = from; row < end; row++) {
      const error = Math.exp((odds[row - from] as number) - most) / sum - (guilty[row] as number) / culprits
      if (Math.abs(error) < SMALL) continue
      for (let column = 0; column < width; column++)
        gradient[column] = (gradient[column] as number) + error * (scores[row * width + column] as number)
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
