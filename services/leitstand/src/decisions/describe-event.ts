import type { EventType } from '@heimgewebe/contracts'
import type { Parts } from './gather-parts.js'

/** English sentences, one a type; `{name}` is a part, a `[…]` group is left out where one of its parts is empty. */
const SENTENCES: Readonly<Record<EventType, string>> = {
  'action.finished.v1': '{act}: {verdict}[: {reason}]',
  'action.requested.v1': '{act} in {repository}, level {level}',
  'action.started.v1': '{act} begins[ at {target}]',
  'advice.given.v1': '{text}',
  'agent.registered.v1': '{agent}, version {version}: {state}',
  'agent.removed.v1': '{agent}[: {reason}]',
  'agent.reported.v1': '{agent} {outcome}: {summary}',
  'alarm.rang.v1': '{alarm}',
  'analysis.reported.v1': '{depth}: {subject}[: {text}]',
  'analysis.requested.v1': '{depth} look, asked for by {by}',
  'anomaly.found.v1': '{what}: {measure} {value} {unit}, {factor} times the usual',
  'approval.closed.v1': '{outcome}[: {option}][ by {by}]',
  'approval.given.v1': '{by}: {option}[ · {note}]',
  'approval.reminded.v1': 'reminded[ by {providers}]',
  'approval.requested.v1': '{title} · until {deadline}',
  'baseline.moved.v1': '{what}: {measure} is usually {median} {unit} ({runs} runs)',
  'branch.rewritten.v1': '{branch} was rewritten: {before} became {after}',
  'cdevent.received.v1': '{type} from {source}',
  'change.recorded.v1': '{title} · {author}, +{added} −{deleted}',
  'change.resumed.v1': '{by} takes it up again',
  'ci.result.v1': '{pipeline}: {outcome} at {sha}',
  'cluster.found.v1': '{members} {kind} alike: {label}',
  'code.indexed.v1': '{repository}: {files} files, part {part} of {parts}',
  'command.given.v1': '“{text}” by {by}',
  'command.refused.v1': '“{text}” refused: {reason}',
  'comment.created.v1': '{author}: {text}',
  'configuration.recorded.v1': '{areas} areas, {guards} guards, {problems} problems',
  'decision.made.v1': '{agent} chose {chosen} at level {level}[: {reason}]',
  'delivery.finished.v1': '{kind} by {provider}: {verdict}[ ({reason})]',
  'delivery.started.v1': '{kind} leaves by {provider}',
  'epic.assessed.v1': '{summary}',
  'epic.attached.v1': '{subject} belongs to {epic}[, says {by}]',
  'epic.closed.v1': '{epic} is closed[, says {by}]',
  'epic.linked.v1': '{change} belongs to {epic}[, says {by}]',
  'epic.opened.v1': '{epic}: {title}',
  'epic.unlinked.v1': '{subject} belongs to {epic} no more[, says {by}]',
  'epic.warned.v1': '{change}: {text}',
  'escalation.raised.v1': '{title}',
  'event.discarded.v1': '{by} gave up an event of {consumer}[: {note}]',
  'event.parked.v1': '{consumer} could not take {event_type}: {reason}',
  'event.released.v1': '{by} asks {consumer} to try again',
  'explanation.given.v1': '{text}',
  'failure.settled.v1': '{state}[, chosen by {by}][: {hints}]',
  'feedback.given.v1': '{by}: {verdict}[ {subject}]',
  'guard.finished.v1': '{guard} {verdict}: {reason}',
  'guard.requested.v1': '{kind} of {area}, asked for by {by}',
  'guard.started.v1': '{guard} is running for {area}',
  'guards.chosen.v1': '{chosen} guards run, {left} do not: {reason}',
  'incident.assessed.v1': '{incident}: {changes} changes near it[, cause {cause}]',
  'incident.detected.v1': '{severity}: {title}',
  'incident.resolved.v1': 'resolved[: {title}][ ({resolution})]',
  'insight.raised.v1': '{statement}',
  'issue.closed.v1': '#{number}[ {title}]',
  'issue.opened.v1': '#{number} {title}',
  'level.changed.v1': '{agent}, {act}: level {from} became {to}: {reason}',
  'log.archived.v1': '{events} events up to position {last} archived, asked for by {by}',
  'message.summarised.v1': '{role}: {summary}',
  'mining.finished.v1': 'what fixes took out, {verdict}: {reason}',
  'mining.requested.v1': 'what did {count} fixes take out?',
  'mining.started.v1': '{count} fixes are read for what they took out',
  'note.written.v1': '{type}: {title} ({job})',
  'notes.archived.v1': '{job}: {count} notes archived, {kept} kept',
  'outcome.counted.v1': '{scope} {key}: {bad} of {changes} changes went wrong',
  'outcome.recorded.v1': '{kind}: {change}',
  'pattern.learned.v1': '{name}: {kind}, {support} cases, {state}',
  'policy.changed.v1': '{policy} {version} by {by}',
  'pr.closed.v1': '{which}[ {title}]',
  'pr.merged.v1': '{which} {title}[ into {into}]',
  'pr.opened.v1': '{which} {title} · {author}',
  'pr.reviewed.v1': '{which}: {verdict} by {reviewer}',
  'pr.updated.v1': '{which} {title} · {author}',
  'proof.finished.v1': '{verdict}: {reason}',
  'proof.requested.v1': 'a proof for {incident}, asked for by {by}',
  'push.received.v1': '{ref}, {commits} commits',
  'release.published.v1': '{tag}[ {title}]',
  'repository.imported.v1': '{repository}: {commits} commits in {seconds} s',
  'repository.registered.v1': '{repository} at {location}',
  'risk.assessed.v1': '{level}, percentile {percentile}: {title}',
  'rule.enacted.v1': '{rule}, {kind}, version {version}: in force, by {by}',
  'rule.measured.v1': '{rule} {worth}: helped {helped} times, noise {noise}',
  'rule.proposed.v1': '{name}: {kind}, version {version}',
  'rule.retired.v1': '{rule}: {reason}',
  'suspects.ranked.v1': '{answer}[: {change}, {confidence} % sure]',
  'switch.thrown.v1': '{state} by {by}[: {reason}]',
  'text.finished.v1': '{use}, {outcome}[ by {model}][: {reason}]',
  'text.requested.v1': '{use} wanted by {by}',
  'text.started.v1': 'a model is asked for {use}',
  'tool.finished.v1': '{tool} for {agent}: {verdict}[: {reason}]',
  'tool.requested.v1': '{agent} wants {tool}',
  'tool.started.v1': '{tool} is running for {agent}',
  'trial.finished.v1': '{what} {outcome}: {reason}',
  'trial.started.v1': 'the command runs on {what} of {incident}',
  'watch.requested.v1': '{location}',
  'webhook.received.v1': '{host} {event}[ {action}]',
}

/** One English sentence for an event of this type. Never empty; its words come from outside. */
export const describeEvent = (type: EventType, parts: Parts): string => {
  const worded = { ...parts, ...wordsOf(parts) }
  return fill(
    SENTENCES[type].replace(GROUP, (_, group: string) => (isFull(group, worded) ? group : '')),
    worded,
  )
}

/** Parts that hold a name of the contract, such as timed_out, and not a text from outside. */
const NAMES = ['verdict', 'outcome', 'kind']

const wordsOf = (parts: Parts): Parts => {
  const words: Parts = {}
  for (const name of NAMES) if (parts[name] !== undefined) words[name] = String(parts[name]).replaceAll('_', ' ')
  if (parts['percentile'] !== undefined)
    words['level'] = parts['level'] === 'none' ? 'no signal yet' : `${parts['level'] ?? 'unknown'} risk`
  return words
}

const GROUP = /\[([^\]]*)\]/g
const PLACE = /\{(\w+)\}/g

const isFull = (group: string, parts: Parts): boolean =>
  [...group.matchAll(PLACE)].every(([, name]) => (parts[name ?? ''] ?? '') !== '')

/** One pass over the sentence, so that a part which looks like a place is not filled again. */
const fill = (sentence: string, parts: Parts): string =>
  sentence.replace(PLACE, (_, name: string) => String(parts[name] ?? ''))
