/** A line through the log-odds: logit(p) = offset + slope · x. */
export interface Line {
  offset: number
  slope: number
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** One outcome: where the line is read, what came of it, and which share of bad outcomes is known by now at its age. */
export interface Point {
  readonly x: number
  readonly bad: boolean
  readonly known: number
}

/**
 * Fits the line to outcomes by Newton's method, held near `prior` by a penalty worth some points.
 * A change that is still good at an age at which only a share of bad ones is known counts as good by that share only.
 */
export const fitLine = (points: readonly Point[], start: Line, prior: Line, penalty = 4): Line => {
  let { offset, slope } = start
  for (let step = 0; step < 6; step++) {
    let g0 = penalty * (offset - prior.offset) * 0.05
    let g1 = penalty * (slope - prior.slope)
    let h00 = penalty * 0.05
    let h01 = 0
    let h11 = penalty
    for (const { x, bad, known } of points) {
      const p = sigmoid(offset + slope * x)
      const gradient = bad ? p - 1 : (known * p * (1 - p)) / (1 - known * p + 1e-9)
      const weight = Math.max(1e-6, p * (1 - p))
      g0 += gradient
      g1 += gradient * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    const d0 = (h11 * g0 - h01 * g1) / determinant
    const d1 = (h00 * g1 - h01 * g0) / determinant
    offset -= Math.max(-1, Math.min(1, d0))
    slope -= Math.max(-0.5, Math.min(0.5, d1))
    if (Math.abs(d0) + Math.abs(d1) < 1e-6) break
  }
  return { offset, slope: Math.max(0.05, slope) }
}

/** Outcomes that an offset of 0 is worth, and steps after which the fit goes on with the next call. */
const OFFSET_PENALTY = 100
const OFFSET_STEPS = 8
const CLOSE = 1e-3

/** Outcomes as columns: scores, 1 for bad, the known share at their age, and how much each counts. */
export interface Columns {
  readonly x: Float64Array
  readonly bad: Uint8Array
  readonly known: Float32Array
  readonly weight: Float32Array
}

/** Fits the offset alone, held near 0: it moves the level of the probabilities and never their order. */
export const fitOffset = ({ x, bad, known, weight }: Columns, start: number): number => {
  let offset = start
  for (let step = 0; step < OFFSET_STEPS; step++) {
    let slope = OFFSET_PENALTY * offset
    let bend = OFFSET_PENALTY
    for (let at = 0; at < x.length; at++) {
      const p = sigmoid(offset + (x[at] as number))
      const variance = p * (1 - p)
      const share = known[at] as number
      const error = bad[at] === 1 ? p - 1 : (share * variance) / (1 - share * p + 1e-9)
      slope += (weight[at] as number) * error
      bend += (weight[at] as number) * Math.max(1e-6, variance)
    }
    const move = Math.max(-1, Math.min(1, slope / bend))
    offset -= move
    if (Math.abs(move) < CLOSE) break
  }
  return offset
}
