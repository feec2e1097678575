import { type CoverageReport, type FileCoverage, sumCoverage } from './coverage.js'

/** A report, or in words why it cannot be read. */
export type CoverageReading =
  { readonly state: 'read'; readonly report: CoverageReport } | { readonly state: 'refused'; readonly reason: string }

/** Reads lcov's tracefile: lines hit, by the DA records, or by LF and LH where there are none. */
export const readLcov = (text: string): CoverageReading => {
  const files: FileCoverage[] = []
  let path: string | undefined
  let hits = new Map<string, boolean>()
  let [found, hit] = [0, 0]
  for (const line of text.split('\n')) {
    const [name, value = ''] = split(line.trim())
    if (name === 'SF') {
      path = value.slice(0, 4096)
      hits = new Map()
      ;[found, hit] = [0, 0]
    } else if (name === 'DA') {
      const [number = '', count] = value.split(',')
      hits.set(number, (hits.get(number) ?? false) || Number(count) > 0)
    } else if (name === 'LF') found = count(value)
    else if (name === 'LH') hit = count(value)
    else if (name === 'end_of_record' && path !== undefined) {
      const lines = hits.size > 0 ? hits.size : found
      const covered = hits.size > 0 ? [...hits.values()].filter(Boolean).length : Math.min(hit, found)
      files.push({ path, lines, covered })
      path = undefined
    }
  }
  if (files.length === 0) return { state: 'refused', reason: 'it has no record of a file (SF … end_of_record)' }
  return { state: 'read', report: sumCoverage(files) }
}

const split = (line: string): [string, string?] => {
  const colon = line.indexOf(':')
  return colon < 0 ? [line] : [line.slice(0, colon), line.slice(colon + 1)]
}

const count = (text: string): number => {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : 0
}
