import type { StackStatus } from '../stack/status.js'
import type { RepositoryCard } from './mesh-api.js'
import type { JudgedChange } from './riskiest.js'

/** What `--once --json` prints. */
export interface JobResult {
  readonly repository: string
  /** Events in the log. */
  readonly events: number
  /** Changes of the repository in the log. */
  readonly changes: number
  /** From the request to the last judgement. */
  readonly seconds: number
  readonly services: readonly { readonly name: string; readonly ready_ms: number; readonly rss_bytes: number }[]
  readonly risky: readonly {
    /** Subject of the change. */
    readonly change: string
    readonly title: string
    readonly percentile: number
    readonly reasons: readonly { readonly text: string; readonly events: readonly string[] }[]
    readonly baseline_percentile: number
  }[]
}

/** Puts the result together. */
export const jobResult = (
  card: Pick<RepositoryCard, 'repository' | 'commits'>,
  events: number,
  ms: number,
  status: Pick<StackStatus, 'processes'>,
  risky: readonly JudgedChange[],
): JobResult => ({
  repository: card.repository,
  events,
  changes: card.commits,
  seconds: Math.round(ms) / 1000,
  services: status.processes.map(({ name, ready_ms, rss_bytes }) => ({ name, ready_ms, rss_bytes })),
  risky: risky.map(({ subject, title, risk }) => ({
    change: subject,
    title,
    percentile: risk.percentile,
    reasons: risk.reasons.map(({ text, events: shown }) => ({ text, events: shown })),
    baseline_percentile: risk.baseline.percentile,
  })),
})
