import { saidBy } from './said-by.js'
import type { Because, Detailed, Repeat, Runbook } from './room.js'

/** Most patterns, runbooks and hints of one room. */
const MAX_KNOWN = 10

/** The patterns of heimlern that count this incident among their cases, the latest version of each, without those that no longer hold. */
export const repeatsOf = (subject: string, told: readonly Detailed[]): Repeat[] => {
  const latest = new Map(saidBy(told, 'pattern.learned.v1').map((event) => [event.detail.pattern ?? event.id, event]))
  return [...latest.values()]
    .filter(({ detail }) => detail.state !== 'retired')
    .slice(-MAX_KNOWN)
    .map(({ id, detail }) => ({
      pattern: detail.pattern ?? '',
      name: detail.name ?? '',
      kind: detail.kind ?? '',
      statement: detail.statement ?? '',
      support: detail.support ?? 0,
      event: id,
      incidents: (detail.cases ?? []).filter((one) => one.subject !== subject).slice(0, MAX_KNOWN),
    }))
}

/** Runbooks that fit: made from one of these patterns, or for one of these areas; neither refused nor retired. */
export const runbooksFor = (
  rules: readonly Detailed[],
  patterns: readonly string[],
  areas: readonly string[],
): Runbook[] => {
  const proposed = new Map(
    saidBy(rules, 'rule.proposed.v1')
      .filter(({ detail }) => detail.kind === 'runbook')
      .map((event) => [event.detail.rule ?? '', event]),
  )
  return [...proposed]
    .flatMap(([rule, { id, repository, detail, position }]) => {
      const because: Runbook['because'] | undefined = patterns.includes(detail.pattern ?? '')
        ? 'pattern'
        : detail.areas?.some((area) => areas.includes(area))
          ? 'area'
          : undefined
      const moves = rules.filter((move) => move.detail?.['rule'] === rule)
      const enacted = saidBy(moves, 'rule.enacted.v1').at(-1)
      const retired = saidBy(moves, 'rule.retired.v1').at(-1)
      if (because === undefined || (retired?.position ?? 0) > Math.max(position, enacted?.position ?? 0)) return []
      const event = enacted?.id ?? id
      const version = enacted?.detail.version ?? detail.version ?? 1
      const state: Runbook['state'] = enacted === undefined ? 'proposed' : 'in_force'
      return [{ path: `${repository ?? ''}/${rule}`, name: detail.name ?? rule, version, state, because, event }]
    })
    .slice(0, MAX_KNOWN)
}

/** What mended the same error before, as heimlern says it with the outcome of the incident. */
export const hintsIn = (told: readonly Detailed[]): Because[] =>
  (saidBy(told, 'outcome.recorded.v1').at(-1)?.detail.hints ?? [])
    .slice(0, MAX_KNOWN)
    .map(({ text, events }) => ({ text, events }))
