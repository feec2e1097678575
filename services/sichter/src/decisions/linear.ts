import { WORD_PLACES } from './collect-words.js'
import { sigmoid } from './fit-line.js'
import { binOf, BINS } from './grow-tree.js'

/** A logistic model over measures (as places between −1 and 1, and their distance from the middle) and hashed words, learned by single steps. */
export interface Linear {
  bias: number
  readonly measures: Float64Array
  readonly measureSteps: Float64Array
  readonly words: Float32Array
  readonly wordSteps: Float32Array
}

const MEASURE_RATE = 0.06
const WORD_RATE = 0.03
const SHRINK = 1e-4

export const newLinear = (width: number): Linear => ({
  bias: -2,
  measures: new Float64Array(width * 2),
  measureSteps: new Float64Array(width * 2).fill(1),
  words: new Float32Array(WORD_PLACES),
  wordSteps: new Float32Array(WORD_PLACES).fill(0.1),
})

const placeOf = (edges: Float32Array, feature: number, value: number): number =>
  ((binOf(edges, feature, value) + 0.5) / BINS) * 2 - 1

/** Log-odds of the model, on top of the first guess. */
export const readLinear = (
  linear: Linear,
  edges: Float32Array,
  measures: ArrayLike<number>,
  offset: number,
  words: Uint32Array,
): number => {
  const width = linear.measures.length / 2
  let odds = linear.bias
  for (let feature = 0; feature < width; feature++) {
    const place = placeOf(edges, feature, measures[offset + feature] as number)
    odds +=
      (linear.measures[feature] as number) * place + (linear.measures[width + feature] as number) * Math.abs(place)
  }
  const share = 1 / Math.sqrt(words.length + 5)
  for (const word of words) odds += (linear.words[word] as number) * share
  return odds
}

/** One step towards the outcome. `known` is the share of bad outcomes that are known by this age. */
export const stepLinear = (
  linear: Linear,
  edges: Float32Array,
  measures: ArrayLike<number>,
  offset: number,
  words: Uint32Array,
  bad: boolean,
  known: number,
): void => {
  const p = sigmoid(readLinear(linear, edges, measures, offset, words))
  const error = bad ? p - 1 : (known * p * (1 - p)) / (1 - known * p + 1e-9)
  const width = linear.measures.length / 2
  linear.bias -= 0.01 * error
  const step = (at: number, value: number): void => {
    const gradient = error * value + SHRINK * (linear.measures[at] as number)
    linear.measureSteps[at] = (linear.measureSteps[at] as number) + gradient * gradient
    linear.measures[at] =
      (linear.measures[at] as number) - (MEASURE_RATE * gradient) / Math.sqrt(linear.measureSteps[at] as number)
  }
  for (let feature = 0; feature < width; feature++) {
    const place = placeOf(edges, feature, measures[offset + feature] as number)
    step(feature, place)
    step(width + feature, Math.abs(place))
  }
  const share = 1 / Math.sqrt(words.length + 5)
  for (const word of words) {
    const gradient = error * share + SHRINK * (linear.words[word] as number)
    linear.wordSteps[word] = (linear.wordSteps[word] as number) + gradient * gradient
    linear.words[word] =
      (linear.words[word] as number) - (WORD_RATE * gradient) / Math.sqrt(linear.wordSteps[word] as number)
  }
}
