export type { CoverageReport, FileCoverage } from './coverage.js'
export { type JunitReading, type JunitReport, readJunit } from './read-junit.js'
export { type Report, readReport, type ReportReading } from './read-report.js'
export type { Finding, FindingLevel, SarifReport } from './read-sarif.js'
