/** What sichter answers at /evaluation of the probabilities that it gave: outcomes count once they are two years old. */
export interface Reliability {
  /** Outcomes that are old enough, and the fewest that a share is said of. */
  readonly ripe: number
  readonly least: number
  /** Commits that were given a probability, and when the first of their outcomes is old enough; null where there are bins. */
  readonly waiting: { readonly changes: number; readonly first_ripe_at: string | null } | null
  readonly bins: readonly Bin[]
  readonly calibration_error: number | null
}

interface Bin {
  readonly from: number
  readonly to: number
  readonly changes: number
  readonly observed: number
}

const percent = (share: number): number => Math.round(share * 100)

const saidOf = ({ from, to }: Bin): string =>
  percent(from) === percent(to) ? `${percent(to)} %` : `${percent(from)}–${percent(to)} %`

const cameOf = ({ observed, changes }: Bin): string => `${percent(observed)} % of ${changes}`

/** What a probability was worth here, in one sentence: where most changes were, and where the most was said. */
export const describeCalibration = (reliability: Reliability): string => {
  const { ripe, least, waiting, bins, calibration_error: error } = reliability
  const fullest = bins.toSorted((a, b) => b.changes - a.changes)[0]
  if (fullest === undefined || error === null) {
    const { changes: given, first_ripe_at: first } = waiting ?? { changes: 0, first_ripe_at: null }
    if (given === 0) return 'No probability was given yet: too few bad changes are older than 90 days.'
    if (ripe === 0)
      return `No probability can be checked yet: the first of ${given} changes with one is two years old on ${first?.slice(0, 10) ?? 'a later day'}.`
    return `No probability can be checked yet: ${ripe} of ${given} changes with one are two years old, and it takes ${least}.`
  }
  const highest = bins.findLast(({ changes }) => changes >= least) ?? fullest
  return [
    `Where it said ${saidOf(fullest)}, ${cameOf(fullest)} turned out bad within two years`,
    ...(highest === fullest ? [] : [`where it said ${saidOf(highest)}, ${cameOf(highest)}`]),
    `on average it was ${(error * 100).toFixed(1)} points off.`,
  ].join('; ')
}
