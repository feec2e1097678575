import type { AnyMeshEvent } from '@heimgewebe/contracts'
import { instantOf } from './place-event.js'
import { webAddress } from './web-address.js'

/** Longest text of a detail in characters, and most entries of a list. */
const MAX_TEXT = 2000
const MAX_LIST = 20
/** Events kept of each reason of a suspect, and areas of a configuration. */
const MAX_EVIDENCE = 5
const MAX_AREAS = 200
/** Failed tests shown on a card. */
const MAX_FAILURES = 5

/** What a card or a room shows of an event beyond its sentence, under the names of its contract; nothing for most types. */
export const detailOf = (event: AnyMeshEvent): Record<string, unknown> | undefined => {
  switch (event.type) {
    case 'guard.finished.v1': {
      const { request, guard, area, verdict, reason, duration_seconds, tests, failures, protection } = event.data
      return {
        request,
        guard,
        area,
        verdict,
        reason,
        duration_seconds,
        tests,
        protection,
        failures: failures?.slice(0, MAX_FAILURES).map(({ name }) => name),
      }
    }
    case 'guard.started.v1': {
      const { request, guard, area } = event.data
      return { request, guard: guard ?? '', area }
    }
    case 'decision.made.v1': {
      const { agent, act, chosen, level, level_reason, reasons, areas, policy, about } = event.data
      return { agent, act, chosen, level, level_reason, reasons, areas, policy, about }
    }
    case 'advice.given.v1': {
      const { kind, key, name, text, by, guides, changes, events, decision } = event.data
      return { kind, key, name, text, by, guides, changes: changes?.slice(0, MAX_LIST), events, decision }
    }
    case 'outcome.recorded.v1': {
      const { kind, by, events, days, hints } = event.data
      return { kind, by, events, days, hints: hints?.slice(0, MAX_EVIDENCE).map(withFewEvents) }
    }
    case 'ci.result.v1': {
      const { pipeline, outcome, sha, duration_seconds, tests, url } = event.data
      return { pipeline, outcome, sha, duration_seconds, tests, url: webAddress(url) }
    }
    case 'pr.reviewed.v1':
      return { reviewer: event.data.reviewer.name, verdict: event.data.verdict }
    case 'incident.detected.v1': {
      const { title, severity, service, text, caused_by } = event.data
      const detected_at = instantOf(event.data.detected_at, event.time)
      const files = event.data.files?.slice(0, MAX_LIST)
      return { title, severity, service, text: cut(text), files, caused_by, detected_at }
    }
    case 'incident.resolved.v1': {
      const { title, resolution, caused_by, fixed_by } = event.data
      const resolved_at = instantOf(event.data.resolved_at, event.time)
      return { title, resolution: cut(resolution), caused_by, fixed_by, resolved_at }
    }
    case 'suspects.ranked.v1': {
      const { answer, suspects, missing, baseline, considered, model } = event.data
      return { answer, suspects: suspects.map(withLittleEvidence), missing, baseline, considered, model }
    }
    case 'feedback.given.v1': {
      const { about, subject, verdict, change, by, note } = event.data
      return { about, subject, verdict, change, by, note: cut(note) }
    }
    case 'text.finished.v1': {
      const { request, use, outcome, reason, model, sentences, left_out, tokens, usd } = event.data
      return { request, use, outcome, reason, model, sentences, left_out, tokens, usd }
    }
    case 'proof.requested.v1': {
      const { change, command, requested_by } = event.data
      return { change, command: cut(command), requested_by }
    }
    case 'proof.finished.v1': {
      const { request, change, verdict, reason, events } = event.data
      return { request, change, verdict, reason, events: events?.slice(0, MAX_LIST) }
    }
    case 'analysis.reported.v1': {
      const { depth, level, affected, recommendation } = event.data
      return { depth, level, affected, recommendation }
    }
    case 'approval.requested.v1': {
      const { about, title, act, deadline } = event.data
      return { about, title, act, deadline }
    }
    case 'approval.given.v1': {
      const { request, option, by } = event.data
      return { request, option, by }
    }
    case 'approval.closed.v1': {
      const { request, outcome, option, by } = event.data
      return { request, outcome, option, by }
    }
    case 'pattern.learned.v1': {
      const { pattern, name, kind, version, state, statement, support, cases } = event.data
      const incidents = cases.filter(({ subject }) => subject.startsWith('incident/')).slice(0, MAX_LIST)
      return { pattern, name, kind, version, state, statement, support, cases: incidents.map(withFewEvents) }
    }
    case 'rule.proposed.v1': {
      const { rule, kind, name, version, pattern, areas } = event.data
      return { rule, kind, name, version, pattern, areas }
    }
    case 'rule.enacted.v1':
      return { rule: event.data.rule, kind: event.data.kind, version: event.data.version }
    case 'rule.retired.v1':
      return { rule: event.data.rule, reason: event.data.reason }
    case 'configuration.recorded.v1':
      return { areas: event.data.areas.slice(0, MAX_AREAS) }
    default:
      return undefined
  }
}

const cut = (text: string | undefined): string | undefined => text?.slice(0, MAX_TEXT)

const withFewEvents = <T extends { readonly events: readonly string[] }>(one: T): T => ({
  ...one,
  events: one.events.slice(0, MAX_EVIDENCE),
})

const withLittleEvidence = <
  R extends { readonly events: readonly string[] },
  S extends { readonly reasons: readonly R[] },
>(
  suspect: S,
): S => ({ ...suspect, reasons: suspect.reasons.map(withFewEvents) })
