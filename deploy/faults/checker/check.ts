import type { Attempted, ConsumerEvidence, Evidence, LogRow } from './evidence.js'

/** One invariant and whether it held. */
export interface Verdict {
  readonly id: string
  readonly ok: boolean
  /** How many things were looked at. */
  readonly n: number
  /** The first that broke it. */
  readonly detail?: string
}

/** What a campaign did, as far as the verdicts depend on it. */
export interface Circumstances {
  /** True after a power cut: a yes counts as one only if it came before the cut. */
  readonly cut?: boolean
  /** Events that consumers may have parked: poison that the campaign sent. */
  readonly poison?: ReadonlySet<string>
  /** Events that a person released after they were parked: their effect comes out of its order. */
  readonly released?: ReadonlySet<string>
  /** Sources that write to the log besides the writers of the journal. */
  readonly sources?: readonly string[]
  /** True where the segments were not looked at, such as when the campaign has none. */
  readonly withoutSegments?: boolean
}

const HEARD = new Set(['pr.closed.v1', 'issue.closed.v1'])

/** Every invariant over one body of evidence. */
export const check = (evidence: Evidence, circumstances: Circumstances = {}): Verdict[] => [
  yesIsKept(evidence, circumstances),
  nothingInvented(evidence, circumstances),
  placesHaveNoGap(evidence),
  ...evidence.consumers.map((consumer) => effectsOnce(evidence, consumer, circumstances)),
  ...evidence.consumers.map((consumer) => effectsInOrder(consumer, circumstances)),
  answersOnce(evidence, circumstances),
  refusedIsAbsent(evidence),
  ...evidence.consumers.map((consumer) => nothingWaits(consumer, circumstances)),
  streamIsTheLog(evidence),
  actsOnce(evidence),
  ...evidence.consumers.map((consumer) => effectsHaveAnEvent(evidence, consumer)),
  ...(circumstances.withoutSegments ? [] : [segmentsAreTheLog(evidence)]),
]

/** A verdict over what was found broken: how much, and the first three of it. */
export const verdict = (id: string, n: number, broken: Iterable<string>): Verdict => {
  const all = [...broken]
  return {
    id,
    n,
    ok: all.length === 0,
    ...(all.length > 0 && { detail: `${all.length}: ${all.slice(0, 3).join('; ')}` }),
  }
}

const counted = <T>(items: Iterable<T>): Map<T, number> => {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

const byId = (log: readonly LogRow[]): Map<string, LogRow> => new Map(log.map((row) => [row.id, row]))

/** I1: an event that was answered with yes is in the log exactly once, where the answer said. */
const yesIsKept = ({ attempts, log }: Evidence, { cut }: Circumstances): Verdict => {
  const rows = byId(log)
  const times = counted(log.map((row) => row.id))
  const promised = [...attempts].filter(([, one]) => (cut ? one.yesBeforeCut : one.yes.length > 0))
  const broken = promised.flatMap(([id, one]) => {
    const row = rows.get(id)
    if (!row) return [`${id} was answered yes and is not in the log`]
    if (times.get(id) !== 1) return [`${id} is in the log ${times.get(id)} times`]
    return one.yes.flatMap(({ position, streamversion }) =>
      (position === undefined || position === row.position) &&
      (streamversion === undefined || streamversion === row.streamversion)
        ? []
        : [`${id} was promised ${position}/${streamversion} and is at ${row.position}/${row.streamversion}`],
    )
  })
  return verdict('I1 yes is kept', promised.length, broken)
}

/** I2: the log holds nothing that nobody tried to append. */
const nothingInvented = ({ attempts, log, consumers }: Evidence, { sources = [] }: Circumstances): Verdict => {
  const known = new Set([...consumers.map((one) => `heimgewebe/${one.name}`), ...sources])
  const broken = log.filter((row) => !attempts.has(row.id) && !known.has(row.source))
  return verdict(
    'I2 nothing invented',
    log.length,
    broken.map((row) => `${row.id} of ${row.source}`),
  )
}

/** I3: positions from 1 without a gap, versions from 1 without a gap in each stream, in the order of positions. */
const placesHaveNoGap = ({ log }: Evidence): Verdict => {
  const versions = new Map<string, number>()
  const broken = log.flatMap((row, index) => {
    const version = (versions.get(row.stream) ?? 0) + 1
    versions.set(row.stream, row.streamversion)
    if (row.position !== index + 1) return [`position ${row.position} where ${index + 1} was due`]
    return row.streamversion === version ? [] : [`${row.stream} has ${row.streamversion} where ${version} was due`]
  })
  return verdict('I3 no gap', log.length, broken)
}

/** I4: after all came to rest, each consumer has exactly one effect of each event it hears. */
const effectsOnce = ({ log }: Evidence, consumer: ConsumerEvidence, { poison }: Circumstances): Verdict => {
  const times = counted(consumer.effects.map((effect) => effect.event_id))
  const parked = new Set(consumer.parked)
  const heard = log.filter((row) => HEARD.has(row.type))
  const broken = heard.flatMap((row) => {
    const due = poison?.has(row.id) && parked.has(row.id) ? 0 : 1
    const found = times.get(row.id) ?? 0
    return found === due ? [] : [`${row.id} at ${row.position} has ${found} effects`]
  })
  return verdict(`I4 effects once (${consumer.name})`, heard.length, broken)
}

/** I5: the effects of one stream came in the order of its versions. */
const effectsInOrder = ({ name, effects }: ConsumerEvidence, { released }: Circumstances): Verdict => {
  const last = new Map<string, number>()
  const broken = effects.flatMap(({ event_id, subject, streamversion }) => {
    if (released?.has(event_id)) return []
    const before = last.get(subject) ?? 0
    last.set(subject, streamversion)
    return streamversion > before ? [] : [`${subject}: ${streamversion} after ${before}`]
  })
  return verdict(`I5 in order (${name})`, effects.length, broken)
}

/** I4 over the next hop: each event of a writer led to exactly one answer or intent. */
const answersOnce = ({ log, consumers }: Evidence, { poison }: Circumstances): Verdict => {
  if (!consumers.some((one) => one.answers)) return verdict('I4 answered once', 0, [])
  const answers = counted(
    log.filter((row) => ['issue.closed.v1', 'guard.started.v1'].includes(row.type)).map((row) => row.causationid),
  )
  const parked = new Set(consumers.flatMap((one) => one.parked))
  const asked = log.filter((row) => row.type === 'pr.closed.v1')
  const broken = asked.flatMap((row) => {
    const due = poison?.has(row.id) && parked.has(row.id) ? 0 : 1
    const found = answers.get(row.id) ?? 0
    return found === due ? [] : [`${row.id} at ${row.position} has ${found} answers`]
  })
  return verdict('I4 answered once', asked.length, broken)
}

/** I6: what was refused for sure is not there; what stayed unknown is there once or not at all (once: I1 and I3). */
const refusedIsAbsent = ({ attempts, log }: Evidence): Verdict => {
  const rows = byId(log)
  const wronged = [...attempts].filter(([, one]) => one.no > 0)
  const broken = wronged.filter(([id, one]: [string, Attempted]) => one.yes.length === 0 && rows.has(id))
  return verdict(
    'I6 refused is absent',
    attempts.size,
    broken.map(([id]) => `${id} was refused and is in the log`),
  )
}

/** I8: nothing waits: outboxes and acts are empty, and what is parked is what the campaign poisoned. */
const nothingWaits = ({ name, outbox, openActs, parked }: ConsumerEvidence, { poison }: Circumstances): Verdict =>
  verdict(`I8 nothing waits (${name})`, 3, [
    ...(outbox > 0 ? [`${outbox} rows in the outbox`] : []),
    ...(openActs > 0 ? [`${openActs} acts open`] : []),
    ...parked.filter((id) => !poison?.has(id)).map((id) => `${id} is parked`),
  ])

/** I9: the stream holds the log: each sequence the event of that position, byte for byte. */
const streamIsTheLog = ({ log, stream, streamLast }: Evidence): Verdict => {
  const broken = log.flatMap((row) => {
    const message = stream.get(row.position)
    if (!message) return [`the stream has nothing at ${row.position}`]
    return message.id === row.id && message.body === row.body ? [] : [`the stream has another event at ${row.position}`]
  })
  if (streamLast !== log.length) broken.push(`the stream ends at ${streamLast}, the log at ${log.length}`)
  return verdict('I9 stream is the log', log.length, broken)
}

/** I10 and I13: each intent was acted on at most once, has one result, and the result tells the truth. */
const actsOnce = ({ log, acts }: Evidence): Verdict => {
  const intents = log.filter((row) => row.type === 'guard.started.v1')
  const results = Map.groupBy(
    log.filter((row) => row.type === 'guard.finished.v1'),
    (row) => row.causationid,
  )
  const broken = intents.flatMap((intent) => {
    const done = acts.get(intent.id) ?? 0
    const [result, ...more] = results.get(intent.id) ?? []
    if (done > 1) return [`${intent.id} was acted on ${done} times`]
    if (!result || more.length > 0) return [`${intent.id} has ${result ? more.length + 1 : 0} results`]
    if (result.position <= intent.position) return [`${intent.id} has its result before it`]
    const { verdict: said } = (JSON.parse(result.body) as { data: { verdict: string } }).data
    return said === 'passed' && done === 0 ? [`${intent.id} passed and was never acted on`] : []
  })
  const known = new Set(intents.map((row) => row.id))
  for (const id of acts.keys()) if (!known.has(id)) broken.push(`${id} was acted on and is no intent`)
  return verdict('I10 acts once', intents.length, broken)
}

/** I11: every effect stems from an event that is in the log, at the place that the consumer saw. */
const effectsHaveAnEvent = ({ log }: Evidence, { name, effects }: ConsumerEvidence): Verdict => {
  const rows = byId(log)
  const broken = effects.filter((effect) => rows.get(effect.event_id)?.position !== effect.position)
  return verdict(
    `I11 no effect without event (${name})`,
    effects.length,
    broken.map((effect) => `${effect.event_id} at ${effect.position}`),
  )
}

/** The portable log holds the log: every line chained, every body the stored one. */
const segmentsAreTheLog = ({ log, segments }: Evidence): Verdict => {
  const id = 'IS segments are the log'
  if ('problem' in segments) return verdict(id, log.length, [segments.problem])
  const broken = log.filter((row, index) => !segments.bodies[index]?.startsWith(`${row.body.slice(0, -1)},"position":`))
  const lines = segments.lines === log.length ? [] : [`${segments.lines} lines for ${log.length} events`]
  return verdict(id, log.length, [...lines, ...broken.map((row) => `position ${row.position} reads otherwise`)])
}
