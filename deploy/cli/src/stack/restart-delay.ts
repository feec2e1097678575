/** Deaths in a row, each soon after its start, after which a process is given up. */
export const MAX_QUICK_DEATHS = 8

/** The same for a process that has not been ready yet: a wrong setting does not get better by trying. */
export const MAX_DEATHS_AT_START = 3

/** A process that lived this long before it died was well; the count of deaths begins anew. */
export const STEADY_MS = 30_000

const FIRST_MS = 100
/** Longest wait between two starts, in milliseconds. */
export const LONGEST_MS = 10_000

/** Wait before the next start, in milliseconds: 0.1 s, then doubled up to 10 s. Undefined: give up. */
export const restartDelay = (quickDeaths: number): number | undefined =>
  quickDeaths > MAX_QUICK_DEATHS ? undefined : Math.min(FIRST_MS * 2 ** (quickDeaths - 1), LONGEST_MS)
