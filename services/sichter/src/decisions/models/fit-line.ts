/** A line through the log-odds: logit(p) = offset + slope · x. */
export interface Line {
  offset: number
  slope: number
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Outcomes as columns: where the line is read, 1 for bad, the share of bad outcomes known by now at their age, and how much each counts. */
export interface Outcomes {
  readonly x: Float64Array
  readonly bad: Uint8Array
  readonly known: Float32Array
  readonly weight: Float32Array
}

/** The line that holds without outcomes, and how many of them each of its numbers is worth. */
export interface Prior extends Line {
  readonly offsetHeld: number
  readonly slopeHeld: number
}

/** The line itself, where a fit begins. */
export const lineOf = ({ offset, slope }: Prior): Line => ({ offset, slope })

const STEPS = 8
const CLOSE = 1e-4
const LEAST_SLOPE = 0.05

/**
 * Fits the line to outcomes by Newton's method, held near the prior.
 * A change that is still good at an age at which only a share of bad ones is known counts as good by that share only.
 */
export const fitLine = ({ x, bad, known, weight }: Outcomes, start: Line, prior: Prior): Line => {
  let { offset, slope } = start
  for (let step = 0; step < STEPS; step++) {
    let g0 = prior.offsetHeld * (offset - prior.offset)
    let g1 = prior.slopeHeld * (slope - prior.slope)
    let h00 = prior.offsetHeld
    let h01 = 0
    let h11 = prior.slopeHeld
    for (let at = 0; at < x.length; at++) {
      const place = x[at] as number
      const share = known[at] as number
      const p = sigmoid(offset + slope * place)
      const variance = p * (1 - p)
      const gradient = (weight[at] as number) * (bad[at] === 1 ? p - 1 : (share * variance) / (1 - share * p + 1e-9))
      const bend = (weight[at] as number) * Math.max(1e-6, variance)
      g0 += gradient
      g1 += gradient * place
      h00 += bend
      h01 += bend * place
      h11 += bend * place * place
    }
    const determinant = h00 * h11 - h01 * h01
    const d0 = (h11 * g0 - h01 * g1) / determinant
    const d1 = (h00 * g1 - h01 * g0) / determinant
    offset -= Math.max(-1, Math.min(1, d0))
    slope -= Math.max(-0.5, Math.min(0.5, d1))
    if (Math.abs(d0) + Math.abs(d1) < CLOSE) break
  }
  return { offset, slope: Math.max(LEAST_SLOPE, slope) }
}
