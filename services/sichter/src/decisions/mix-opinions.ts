import { sigmoid } from './fit-line.js'

/** How much each opinion counts: log-odds = offset + Σ weight · opinion. */
export interface Mix {
  offset: number
  readonly weights: Float64Array
}

/** Opinions on matured changes, a row each, and what came of them. */
export interface Outcomes {
  readonly opinions: Float64Array
  readonly bad: Uint8Array
  /** Share of bad outcomes that are known at the age of each. */
  readonly known: Float32Array
}

/** Outcomes that the prior weights are worth. */
const RIDGE = 200
const OFFSET_RIDGE = 0.5
const STEPS = 3

/** Solves a small symmetric system, given by its lower half, in place. */
const solve = (matrix: Float64Array, vector: Float64Array): void => {
  const n = vector.length
  const at = (row: number, column: number): number => matrix[row * n + column] as number
  for (let row = 0; row < n; row++)
    for (let column = 0; column < row; column++) matrix[column * n + row] = at(row, column)
  for (let pivot = 0; pivot < n; pivot++)
    for (let row = pivot + 1; row < n; row++) {
      const factor = at(row, pivot) / at(pivot, pivot)
      for (let column = pivot; column < n; column++)
        matrix[row * n + column] = at(row, column) - factor * at(pivot, column)
      vector[row] = (vector[row] as number) - factor * (vector[pivot] as number)
    }
  for (let row = n - 1; row >= 0; row--) {
    let sum = vector[row] as number
    for (let column = row + 1; column < n; column++) sum -= at(row, column) * (vector[column] as number)
    vector[row] = sum / at(row, row)
  }
}

/**
 * Fits the mix to outcomes that were judged before they were known: a model that was wrong here counts for less, down to
 * nothing. Newton's steps on the logistic loss, held near the prior weights.
 */
export const fitMix = ({ opinions, bad, known }: Outcomes, start: Mix, prior: Float64Array): Mix => {
  const width = prior.length
  const weights = Float64Array.from(start.weights)
  let { offset } = start
  for (let step = 0; step < STEPS; step++) {
    const slope = new Float64Array(width + 1)
    const bend = new Float64Array((width + 1) ** 2)
    for (let at = 0; at < width; at++) {
      slope[at] = RIDGE * ((weights[at] as number) - (prior[at] as number))
      bend[at * (width + 1) + at] = RIDGE
    }
    slope[width] = OFFSET_RIDGE * offset
    bend[(width + 1) ** 2 - 1] = OFFSET_RIDGE
    const row = new Float64Array(width + 1).fill(1)
    for (let index = 0; index < bad.length; index++) {
      let odds = offset
      for (let at = 0; at < width; at++) {
        row[at] = opinions[index * width + at] as number
        odds += (weights[at] as number) * (row[at] as number)
      }
      const p = sigmoid(odds)
      const share = known[index] as number
      const error = bad[index] === 1 ? p - 1 : (share * p * (1 - p)) / (1 - share * p + 1e-9)
      const weight = Math.max(1e-6, p * (1 - p))
      for (let at = 0; at <= width; at++) {
        slope[at] = (slope[at] as number) + error * (row[at] as number)
        const scaled = weight * (row[at] as number)
        for (let other = 0; other <= at; other++) {
          const place = at * (width + 1) + other
          bend[place] = (bend[place] as number) + scaled * (row[other] as number)
        }
      }
    }
    solve(bend, slope)
    for (let at = 0; at < width; at++) weights[at] = Math.max(0, (weights[at] as number) - (slope[at] as number))
    offset -= slope[width] as number
  }
  return Number.isFinite(offset) ? { offset, weights } : start
}
