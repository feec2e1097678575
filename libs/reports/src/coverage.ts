/** Lines of one file. */
export interface FileCoverage {
  readonly path: string
  readonly lines: number
  readonly covered: number
}

/** What a coverage report says. */
export interface CoverageReport {
  readonly lines: number
  readonly covered: number
  /** Covered lines in percent, two digits after the point; 100 of nothing. */
  readonly percent: number
  /** Worst covered files first, at most 200. */
  readonly files: readonly FileCoverage[]
}

const MOST_FILES = 200

/** Sums up the files of a report; a file that is named twice counts with its better one. */
export const sumCoverage = (files: Iterable<FileCoverage>): CoverageReport => {
  const byPath = new Map<string, FileCoverage>()
  for (const file of files) if (file.covered >= (byPath.get(file.path)?.covered ?? 0)) byPath.set(file.path, file)
  const all = [...byPath.values()]
  const lines = all.reduce((sum, file) => sum + file.lines, 0)
  const covered = all.reduce((sum, file) => sum + file.covered, 0)
  const worst = all.sort((one, other) => other.lines - other.covered - (one.lines - one.covered))
  return { lines, covered, percent: percentOf(covered, lines), files: worst.slice(0, MOST_FILES) }
}

/** Share in percent, two digits after the point; 100 of nothing. */
export const percentOf = (part: number, whole: number): number =>
  whole === 0 ? 100 : Math.round((part / whole) * 10_000) / 100
