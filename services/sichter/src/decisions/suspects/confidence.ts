import { sigmoid } from '../models/fit-line.js'

/**
 * How likely a share of a report is right: a line through its log-odds, learned by small steps from how often the first was right.
 * Reports with and without a title of the form `place: what` have an offset of their own beside a shared one: without it they are
 * searched worse, and the shares over those that were found do not know it.
 */
export interface Confidence {
  offset: number
  readonly own: { withPrefix: number; withoutPrefix: number }
  slope: number
  steps: number
}

/** What a step moves the shared offset, its own, and the slope by. */
const SHARED = 0.2
const OWN = 0.8
const SLOPE = 0.3
const LEAST_SLOPE = 0.2
/** Log-odds beyond this move the slope no more. */
const MOST_ODDS = 3
const SURE = 1e-6

export const newConfidence = (): Confidence => ({
  offset: -0.5,
  own: { withPrefix: 0, withoutPrefix: 0 },
  slope: 0.8,
  steps: 0,
})

const formOf = (hasPrefix: boolean): keyof Confidence['own'] => (hasPrefix ? 'withPrefix' : 'withoutPrefix')

const logit = (share: number): number => {
  const p = Math.min(1 - SURE, Math.max(SURE, share))
  return Math.log(p / (1 - p))
}

/** What the share of a suspect is worth in a report of this form. */
export const confidenceOf = ({ offset, own, slope }: Confidence, hasPrefix: boolean, share: number): number =>
  sigmoid(offset + own[formOf(hasPrefix)] + slope * logit(share))

/** One step towards whether the first suspect was right, of which it was said how likely that is. */
export const stepConfidence = (confidence: Confidence, hasPrefix: boolean, said: number, right: boolean): void => {
  const { own } = confidence
  const form = formOf(hasPrefix)
  const x = (logit(said) - confidence.offset - own[form]) / confidence.slope
  const error = said - (right ? 1 : 0)
  const rate = error / (10 + Math.sqrt(++confidence.steps))
  confidence.offset -= SHARED * rate
  own[form] -= OWN * rate
  confidence.slope = Math.max(
    LEAST_SLOPE,
    confidence.slope - SLOPE * rate * Math.max(-MOST_ODDS, Math.min(MOST_ODDS, x)),
  )
}
