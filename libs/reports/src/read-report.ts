import type { CoverageReport } from './coverage.js'
import { readCobertura } from './read-cobertura.js'
import { type JunitReport, readJunit } from './read-junit.js'
import { readLcov } from './read-lcov.js'
import { readSarif, type SarifReport } from './read-sarif.js'

/** A report in one of the formats that build servers write. */
export type Report =
  | { readonly format: 'junit'; readonly report: JunitReport }
  | { readonly format: 'sarif'; readonly report: SarifReport }
  | { readonly format: 'lcov' | 'cobertura'; readonly report: CoverageReport }

/** A report, or in words why it cannot be read. */
export type ReportReading =
  ({ readonly state: 'read' } & Report) | { readonly state: 'refused'; readonly reason: string }

const HEAD = 4096

/** Reads a report, whose format is seen by its beginning. */
export const readReport = (given: string): ReportReading => {
  const text = given.replace(/^\uFEFF/, '')
  const head = text.slice(0, HEAD).trimStart()
  if (head.startsWith('{')) return named('sarif', readSarif(text))
  if (/<coverage[\s>]/.test(head)) return named('cobertura', readCobertura(text))
  if (head.startsWith('<')) return named('junit', readJunit(text))
  if (/^(?:TN|SF):/m.test(head)) return named('lcov', readLcov(text))
  return { state: 'refused', reason: 'it is none of JUnit XML, SARIF 2.1, lcov and Cobertura' }
}

type Reading<Body> = { state: 'read'; report: Body } | { state: 'refused'; reason: string }

const named = <Format extends Report['format'], Body>(
  format: Format,
  reading: Reading<Body>,
): { state: 'read'; format: Format; report: Body } | { state: 'refused'; reason: string } =>
  reading.state === 'read' ? { ...reading, format } : reading
