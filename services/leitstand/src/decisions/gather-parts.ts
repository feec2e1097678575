import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'

/** Small facts of an event, for the sentence made of it. */
export type Parts = Record<string, string | number>

/** Longest text in a sentence, in characters. */
const MAX_TEXT = 240

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text)
const short = (sha: string): string => sha.slice(0, 10)
const numbered = (name: { number?: number; branch?: string }): string =>
  name.number === undefined ? (name.branch ?? '') : `#${name.number}`

const proposal = (data: EventData['pr.opened.v1']): Parts => ({
  which: numbered(data),
  title: cut(data.title),
  author: data.author.name,
})

const PARTS: { readonly [T in EventType]: (data: EventData[T]) => Parts } = {
  'action.finished.v1': ({ act, verdict, reason }) => ({ act, verdict, reason: cut(reason ?? '') }),
  'action.requested.v1': ({ act, repository, level }) => ({ act, repository, level }),
  'action.started.v1': ({ act, target }) => ({ act, target: cut(target ?? '') }),
  'advice.given.v1': ({ text }) => ({ text: cut(text) }),
  'agent.registered.v1': ({ agent, version, enabled }) => ({ agent, version, state: enabled ? 'acts' : 'dry run' }),
  'agent.removed.v1': ({ agent, reason }) => ({ agent, reason: cut(reason ?? '') }),
  'agent.reported.v1': ({ agent, outcome, summary }) => ({ agent, outcome, summary: cut(summary) }),
  'alarm.rang.v1': ({ alarm }) => ({ alarm: cut(alarm) }),
  'analysis.reported.v1': ({ subject, depth, statements }) => ({
    subject: cut(subject),
    depth,
    text: cut(statements[0]?.text ?? ''),
  }),
  'analysis.requested.v1': ({ depth, requested_by }) => ({ depth, by: cut(requested_by) }),
  'anomaly.found.v1': ({ what, measure, factor, value, unit }) => ({
    what: cut(what),
    measure,
    factor: Math.round(factor * 10) / 10,
    value: Math.round(value * 100) / 100,
    unit,
  }),
  'approval.closed.v1': ({ outcome, option, by }) => ({ outcome, option: option ?? '', by: by ?? '' }),
  'approval.given.v1': ({ option, by, note }) => ({ option, by, note: cut(note ?? '') }),
  'approval.reminded.v1': ({ providers }) => ({ providers: (providers ?? []).join(', ') }),
  'approval.requested.v1': ({ title, deadline }) => ({ title: cut(title), deadline }),
  'baseline.moved.v1': ({ what, measure, median, unit, runs }) => ({
    what: cut(what),
    measure,
    median: Math.round(median * 100) / 100,
    unit,
    runs,
  }),
  'branch.rewritten.v1': ({ branch, before, after }) => ({ branch, before: short(before), after: short(after) }),
  'cdevent.received.v1': ({ type, source }) => ({ type: cut(type), source: cut(source) }),
  'change.recorded.v1': ({ title, author, added, deleted }) => ({
    title: cut(title),
    author: author.name,
    added,
    deleted,
  }),
  'change.resumed.v1': ({ by }) => ({ by }),
  'ci.result.v1': ({ pipeline, outcome, sha }) => ({ pipeline: cut(pipeline), outcome, sha: short(sha) }),
  'cluster.found.v1': ({ label, kind, members }) => ({
    label: cut(label),
    // Issues are among them.
    kind: kind === 'incidents' ? 'reports' : kind,
    members: members.length,
  }),
  'code.indexed.v1': ({ repository, files, part, parts }) => ({ repository, files: files.length, part, parts }),
  'command.given.v1': ({ text, by }) => ({ text: cut(text), by }),
  'command.refused.v1': ({ text, reason }) => ({ text: cut(text), reason: cut(reason) }),
  'comment.created.v1': ({ author, text }) => ({ author: author.name, text: cut(text) }),
  'configuration.recorded.v1': ({ areas, guards, problems }) => ({
    areas: areas.length,
    guards: guards.length,
    problems: problems.length,
  }),
  'decision.made.v1': ({ agent, chosen, level, reasons }) => ({
    agent,
    chosen,
    level,
    reason: cut(reasons[0]?.text ?? ''),
  }),
  'delivery.finished.v1': ({ kind, provider, verdict, reason }) => ({
    kind,
    provider,
    verdict,
    reason: cut(reason ?? ''),
  }),
  'delivery.started.v1': ({ kind, provider }) => ({ kind, provider }),
  'epic.assessed.v1': ({ summary }) => ({ summary: cut(summary) }),
  'epic.attached.v1': ({ epic, subject, by }) => ({ epic, subject: cut(subject), by: by ?? '' }),
  'epic.closed.v1': ({ epic, by }) => ({ epic, by: by ?? '' }),
  'epic.linked.v1': ({ epic, change, by }) => ({ epic, change: cut(change), by: by ?? '' }),
  'epic.opened.v1': ({ epic, title }) => ({ epic, title: cut(title) }),
  'epic.unlinked.v1': ({ epic, subject, by }) => ({ epic, subject: cut(subject), by: by ?? '' }),
  'epic.warned.v1': ({ change, text }) => ({ change: cut(change), text: cut(text) }),
  'escalation.raised.v1': ({ title, failures }) => ({ title: cut(title), failures }),
  'event.discarded.v1': ({ consumer, by, note }) => ({ consumer, by, note: cut(note) }),
  'event.parked.v1': ({ consumer, event_type, reason }) => ({ consumer, event_type, reason: cut(reason) }),
  'event.released.v1': ({ consumer, by }) => ({ consumer, by }),
  'explanation.given.v1': ({ about, text }) => ({ about: cut(about), text: cut(text.replaceAll('\n', ' ')) }),
  'failure.settled.v1': ({ state, by, hints }) => ({
    state: state.replaceAll('_', ' '),
    by: by ?? '',
    hints: cut(hints ?? ''),
  }),
  'feedback.given.v1': ({ verdict, subject, by }) => ({ verdict, subject: cut(subject ?? ''), by }),
  'guard.finished.v1': ({ guard, area, verdict, reason }) => ({ guard: guard || area, verdict, reason: cut(reason) }),
  'guard.requested.v1': ({ area, kind, requested_by }) => ({ area, kind, by: requested_by }),
  'guard.started.v1': ({ guard, area }) => ({ guard: guard ?? area, area }),
  'guards.chosen.v1': ({ chosen, left_out, reason }) => ({
    chosen: chosen.length,
    left: left_out.length,
    reason: cut(reason),
  }),
  'incident.assessed.v1': ({ incident, root_cause, changes }) => ({
    incident: cut(incident),
    cause: cut(root_cause ?? ''),
    changes: changes.length,
  }),
  'incident.detected.v1': ({ title, severity }) => ({ title: cut(title), severity }),
  'incident.resolved.v1': ({ title, resolution }) => ({ title: cut(title ?? ''), resolution: cut(resolution ?? '') }),
  'insight.raised.v1': ({ statement }) => ({ statement: cut(statement) }),
  'issue.closed.v1': ({ number, title }) => ({ number, title: cut(title ?? '') }),
  'issue.opened.v1': ({ number, title }) => ({ number, title: cut(title) }),
  'level.changed.v1': ({ agent, act, from, to, reason }) => ({
    agent: agent ?? 'all',
    act: act ?? 'all',
    from,
    to,
    reason: cut(reason),
  }),
  'log.archived.v1': ({ events, last, by }) => ({ events, last, by }),
  'message.summarised.v1': ({ role, summary }) => ({ role, summary: cut(summary) }),
  'mining.finished.v1': ({ verdict, reason }) => ({ verdict, reason: cut(reason) }),
  'mining.requested.v1': ({ cases }) => ({ count: cases.length }),
  'mining.started.v1': ({ cases }) => ({ count: cases.length }),
  'note.written.v1': ({ type, title, job }) => ({ type, title: cut(title), job }),
  'notes.archived.v1': ({ job, count, kept }) => ({ job, count, kept }),
  'outcome.counted.v1': ({ scope, key, changes, bad }) => ({ scope, key, changes, bad }),
  'outcome.recorded.v1': ({ kind, change }) => ({ kind, change: cut(change) }),
  'pattern.learned.v1': ({ name, kind, support, state }) => ({ name: cut(name), kind, support, state }),
  'policy.changed.v1': ({ policy, version, by }) => ({ policy, version, by }),
  'pr.closed.v1': (data) => ({ which: numbered(data), title: cut(data.title ?? '') }),
  'pr.merged.v1': (data) => ({ which: numbered(data), title: cut(data.title), into: data.base_branch ?? '' }),
  'pr.opened.v1': proposal,
  'pr.reviewed.v1': ({ number, reviewer, verdict }) => ({ which: `#${number}`, reviewer: reviewer.name, verdict }),
  'pr.updated.v1': proposal,
  'proof.finished.v1': ({ verdict, reason }) => ({ verdict, reason: cut(reason) }),
  'proof.requested.v1': ({ incident, requested_by }) => ({ incident: cut(incident), by: cut(requested_by) }),
  'push.received.v1': ({ ref, commits }) => ({
    ref: ref.replace(/^refs\/(heads|tags)\//, ''),
    commits: commits.length,
  }),
  'release.published.v1': ({ tag, title }) => ({ tag, title: cut(title ?? '') }),
  'repository.imported.v1': ({ repository, commits, seconds }) => ({
    repository,
    commits,
    seconds: Math.round(seconds * 10) / 10,
  }),
  'repository.registered.v1': ({ repository, location }) => ({ repository, location: cut(location) }),
  'risk.assessed.v1': ({ title, change, percentile, level, raised_by, signal }) => ({
    title: cut(title ?? change),
    // NOTE: 99.6 must not read as the hundredth percentile, which nothing can reach.
    percentile: Math.floor(percentile),
    level: signal === 'none' && raised_by === undefined ? 'none' : level,
    signal,
  }),
  'rule.enacted.v1': ({ rule, kind, version, by }) => ({ rule, kind, version, by }),
  'rule.measured.v1': ({ rule, worth, helped, noise }) => ({ rule, worth: worth.replaceAll('_', ' '), helped, noise }),
  'rule.proposed.v1': ({ name, kind, version }) => ({ name: cut(name), kind, version }),
  'rule.retired.v1': ({ rule, reason }) => ({ rule, reason: cut(reason) }),
  'suspects.ranked.v1': ({ incident, answer, suspects }) => ({
    incident,
    answer,
    change: suspects[0]?.change ?? '',
    confidence: Math.round((suspects[0]?.confidence ?? 0) * 100),
  }),
  'switch.thrown.v1': ({ state, by, reason }) => ({ state, by, reason: cut(reason ?? '') }),
  'text.finished.v1': ({ use, outcome, model, reason }) => ({
    use: use.replaceAll('_', ' '),
    outcome,
    model: model ?? '',
    reason: cut(reason ?? ''),
  }),
  'text.requested.v1': ({ use, requested_by }) => ({ use: use.replaceAll('_', ' '), by: cut(requested_by) }),
  'text.started.v1': ({ use }) => ({ use: use.replaceAll('_', ' ') }),
  'tool.finished.v1': ({ agent, tool, verdict, reason }) => ({ agent, tool, verdict, reason: cut(reason ?? '') }),
  'tool.requested.v1': ({ agent, tool }) => ({ agent, tool }),
  'tool.started.v1': ({ agent, tool }) => ({ agent, tool }),
  'trial.finished.v1': ({ what, outcome, reason }) => ({ what, outcome, reason: cut(reason) }),
  'trial.started.v1': ({ what, incident }) => ({ what, incident: cut(incident) }),
  'watch.requested.v1': ({ location }) => ({ location: cut(location) }),
  'webhook.received.v1': ({ host, event, action }) => ({ host, event, action: action ?? '' }),
}

/** The facts of an event that its sentence needs. */
export const partsOf = <T extends EventType>(event: MeshEvent<T>): Parts => PARTS[event.type](event.data)
