import { type AnyDraft, deriveId, draft, type EventData, violationOfData } from '@heimgewebe/contracts'
import { present } from './payload-fields.js'
import { clean } from './storable-text.js'

/** What the asker says about the run that a report is of. */
export interface ReportOf {
  readonly repository: string
  readonly sha: string
  readonly pipeline: string
  readonly branch?: string
  readonly number?: number
  readonly run?: string
  readonly url?: string
  /** How the run ended, where the asker knows better than the report. */
  readonly outcome?: string
  /** When the run ended, RFC 3339; when the report came, where nobody says. */
  readonly finished: string
}

interface Coverage {
  readonly lines: number
  readonly covered: number
  readonly percent: number
  readonly files: readonly { readonly path: string; readonly lines: number; readonly covered: number }[]
}

/** A report as it was read. */
export type ReadReport =
  | {
      readonly format: 'junit'
      readonly report: {
        readonly passed: number
        readonly failed: number
        readonly skipped: number
        readonly failures: readonly { readonly name: string; readonly message?: string }[]
      }
    }
  | {
      readonly format: 'sarif'
      readonly report: {
        readonly tools: readonly string[]
        readonly counts: { readonly error: number; readonly warning: number; readonly note: number }
        readonly findings: readonly {
          readonly rule: string
          readonly level: 'error' | 'warning' | 'note'
          readonly text: string
          readonly path?: string
          readonly line?: number
        }[]
      }
    }
  | { readonly format: 'lcov' | 'cobertura'; readonly report: Coverage }

type Result = EventData['ci.result.v1']

const OUTCOMES: readonly Result['outcome'][] = ['success', 'failure', 'cancelled', 'skipped', 'timed_out', 'neutral']
const MOST_FAILURES = 50
const MOST_FINDINGS = 100
const MOST_FILES = 100

/** The event of an uploaded report, or the first thing in what the asker said that no event can hold. The same report of the same run is the same event. */
export const describeReport = (
  of: ReportOf,
  read: ReadReport,
  bodySha256: string,
): AnyDraft | { readonly problem: string } => {
  const outcome = OUTCOMES.find((one) => one === of.outcome) ?? outcomeOf(read)
  const { branch, number, run, url } = of
  const data: Result = {
    repository: of.repository,
    sha: of.sha,
    pipeline: clean(of.pipeline, 300),
    outcome,
    finished_at: of.finished,
    ...present({
      branch: branch && clean(branch, 300),
      number,
      run: run && clean(run, 300),
      url: url && clean(url, 2000),
    }),
    ...detailsOf(read),
  }
  const violation = violationOfData('ci.result.v1', data)
  if (violation) return { problem: `${violation.field.replace('/data/', '')} ${violation.message}` }
  const seed = ['report', of.repository, of.sha, of.pipeline, run ?? '', bodySha256].join('|')
  return draft('ci.result.v1', {
    id: deriveId(Date.parse(of.finished), seed),
    subject: `ci/${of.repository}/${of.sha}`,
    time: of.finished,
    data,
  })
}

/** A failed test or an error is a failure; coverage says nothing about how a run ended. */
const outcomeOf = (read: ReadReport): Result['outcome'] => {
  if (read.format === 'junit') return read.report.failed > 0 ? 'failure' : 'success'
  if (read.format === 'sarif') return read.report.counts.error > 0 ? 'failure' : 'success'
  return 'neutral'
}

const detailsOf = (read: ReadReport): Partial<Result> => {
  if (read.format === 'junit') {
    const { passed, failed, skipped, failures } = read.report
    const named = failures.slice(0, MOST_FAILURES).map(({ name, message }) => ({
      name: clean(name, 500) || 'unnamed test',
      ...(message === undefined ? {} : { message: clean(message, 1000) }),
    }))
    return { tests: { passed, failed, skipped }, ...(named.length > 0 ? { failures: named } : {}) }
  }
  if (read.format === 'sarif') {
    const { counts, findings, tools } = read.report
    const items = findings.slice(0, MOST_FINDINGS).map(({ level, line, path, rule, text }) => ({
      rule: clean(rule, 300),
      level,
      text: clean(text, 500),
      ...present({ path: path && clean(path, 1000), line }),
    }))
    return { findings: { tools: tools.map((tool) => clean(tool, 300)), ...counts, items } }
  }
  const { covered, files, lines, percent } = read.report
  const kept = files.slice(0, MOST_FILES).map(({ path, ...file }) => ({ path: clean(path, 1000), ...file }))
  return { coverage_percent: percent, coverage: { lines, covered, files: kept } }
}
