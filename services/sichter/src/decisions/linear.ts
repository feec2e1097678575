import { WORD_PLACES } from './collect-words.js'
import { sigmoid } from './fit-line.js'
import { binOf, BINS } from './grow-tree.js'

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

const placeOf = (bin: number): number => ((bin + 0.5) / BINS) * 2 - 1

const oddsOf = (linear: Linear, bins: Uint8Array, offset: number, words: Uint32Array): number => {
  const width = linear.measures.length / 2
  let odds = linear.bias
  for (let feature = 0; feature < width; feature++) {
    const place = placeOf(bins[offset + feature] as number)
    odds += (linear.measures[feature] as number) * place
    odds += (linear.measures[width + feature] as number) * Math.abs(place)
  }
  const share = 1 / Math.sqrt(words.length + FEW_WORDS)
  for (const word of words) odds += (linear.words[word] as number) * share
  return odds
}

/** Log-odds of the model. */
export const readLinear = (linear: Linear, edges: Float32Array, measures: Float32Array, words: Uint32Array): number =>
  oddsOf(
    linear,
    Uint8Array.from(measures, (value, feature) => binOf(edges, feature, value)),
    0,
    words,
  )

/** What one step learns from: the bins of a change, its words, and what came of it. */
export interface Step {
  readonly bins: Uint8Array
  readonly offset: number
  readonly words: Uint32Array
  readonly bad: boolean
  /** Share of bad outcomes that are known at its age. */
  readonly known: number
  /** Changes that this one stands for. */
  readonly weight: number
}

/** One step towards the outcome. */
export const stepLinear = (linear: Linear, { bins, offset, words, bad, known, weight }: Step): void => {
  const p = sigmoid(oddsOf(linear, bins, offset, words))
  const error = weight * (bad ? p - 1 : (known * p * (1 - p)) / (1 - known * p + 1e-9))
  const width = linear.measures.length / 2
  linear.bias -= BIAS_RATE * error
  const { measures, measureSteps } = linear
  const move = (at: number, value: number): void => {
    const gradient = error * value + SHRINK * (measures[at] as number)
    const steps = (measureSteps[at] as number) + gradient * gradient
    measureSteps[at] = steps
    measures[at] = (measures[at] as number) - (MEASURE_RATE * gradient) / Math.sqrt(steps)
  }
  for (let feature = 0; feature < width; feature++) {
    const place = placeOf(bins[offset + feature] as number)
    move(feature, place)
    move(width + feature, Math.abs(place))
  }
  const share = 1 / Math.sqrt(words.length + FEW_WORDS)
  for (const word of words) {
    const gradient = error * share + SHRINK * (linear.words[word] as number)
    const steps = (linear.wordSteps[word] as number) + gradient * gradient
    linear.wordSteps[word] = steps
    linear.words[word] = (linear.words[word] as number) - (WORD_RATE * gradient) / Math.sqrt(steps)
  }
}
