import { WORD_PLACES } from './collect-words.js'
import { sigmoid } from './fit-line.js'
import { binAll, BINS } from './bins.js'

/**
 * A logistic model over measures (as places between −1 and 1, and their distance from the middle) and hashed words,
 * learned by single steps whose length shrinks with what a weight has seen (AdaGrad).
 */
export interface Linear {
  bias: number
  readonly measures: Float64Array
  readonly measureSteps: Float64Array
  readonly words: Float32Array
  readonly wordSteps: Float32Array
}

const BIAS_RATE = 0.01
const MEASURE_RATE = 0.06
const WORD_RATE = 0.03
const SHRINK = 1e-4
/** Added to the number of words: a change of three words is not judged by one of them alone. */
const FEW_WORDS = 5

export const newLinear = (width: number): Linear => ({
  bias: -2,
  measures: new Float64Array(width * 2),
  measureSteps: new Float64Array(width * 2).fill(1),
  words: new Float32Array(WORD_PLACES),
  wordSteps: new Float32Array(WORD_PLACES).fill(0.1),
})

/** Place of each bin, from −1 to 1. */
const PLACES = Float64Array.from({ length: BINS }, (_, bin) => ((bin + 0.5) / BINS) * 2 - 1)

const oddsOf = (linear: Linear, columns: Int32Array, bins: Uint8Array, offset: number, words: Uint32Array): number => {
  const { measures } = linear
  const width = measures.length / 2
  let odds = linear.bias
  for (let at = 0; at < columns.length; at++) {
    const feature = columns[at] as number
    const place = PLACES[bins[offset + feature] as number] as number
    odds += (measures[feature] as number) * place
    odds += (measures[width + feature] as number) * Math.abs(place)
  }
  const share = 1 / Math.sqrt(words.length + FEW_WORDS)
  for (let at = 0; at < words.length; at++) odds += (linear.words[words[at] as number] as number) * share
  return odds
}

/** Log-odds of the model. */
export const readLinear = (
  linear: Linear,
  { edges, columns }: { edges: Float32Array; columns: Int32Array },
  measures: Float32Array,
  words: Uint32Array,
): number => oddsOf(linear, columns, binAll(measures, measures.length, edges), 0, words)

/** What one step learns from: the bins of a change, its words, and what came of it. */
export interface Step {
  /** Measures that count. */
  readonly columns: Int32Array
  readonly bins: Uint8Array
  readonly offset: number
  readonly words: Uint32Array
  readonly bad: boolean
  /** Share of bad outcomes that are known at its age. */
  readonly known: number
  /** Changes that this one stands for. */
  readonly weight: number
}

const move = <T extends Float32Array | Float64Array>(
  weights: T,
  seen: T,
  at: number,
  slope: number,
  rate: number,
): void => {
  const weight = weights[at] as number
  const gradient = slope + SHRINK * weight
  const steps = (seen[at] as number) + gradient * gradient
  seen[at] = steps
  weights[at] = weight - (rate * gradient) / Math.sqrt(steps)
}

/** One step towards the outcome. */
export const stepLinear = (linear: Linear, { columns, bins, offset, words, bad, known, weight }: Step): void => {
  const p = sigmoid(oddsOf(linear, columns, bins, offset, words))
  const error = weight * (bad ? p - 1 : (known * p * (1 - p)) / (1 - known * p + 1e-9))
  const width = linear.measures.length / 2
  linear.bias -= BIAS_RATE * error
  for (let at = 0; at < columns.length; at++) {
    const feature = columns[at] as number
    const place = PLACES[bins[offset + feature] as number] as number
    move(linear.measures, linear.measureSteps, feature, error * place, MEASURE_RATE)
    move(linear.measures, linear.measureSteps, width + feature, error * Math.abs(place), MEASURE_RATE)
  }
  const share = 1 / Math.sqrt(words.length + FEW_WORDS)
  for (let at = 0; at < words.length; at++)
    move(linear.words, linear.wordSteps, words[at] as number, error * share, WORD_RATE)
}
