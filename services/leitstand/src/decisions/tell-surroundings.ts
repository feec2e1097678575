import { distance, many, moment, nameEvent, quote, say, type Sentence, stated } from './say-sentence.js'
import { NEAR_KINDS, type NearKind, type Room, type Some, type Told } from './room.js'

const KINDS: Readonly<Record<NearKind, string>> = {
  changes: 'change',
  releases: 'release',
  runs: 'run',
  acts: 'act',
  anomalies: 'anomaly',
}

const plural = (count: number, kind: NearKind): string =>
  kind === 'anomalies' && count !== 1 ? `${count.toLocaleString('en')} anomalies` : many(count, KINDS[kind])

/** What happened near it in time, the nearest first, with the distance. */
export const tellNear = (room: Room): Sentence[] => {
  const { window, reports, ends } = room
  const span = `the ${window.before_hours} hours before and the ${window.after_hours} hours after`
  const sentences: Sentence[] = []
  for (const kind of NEAR_KINDS) {
    const { rows, more } = room.near[kind]
    if (rows.length === 0) continue
    const total = rows.length + more
    sentences.push(
      say(
        `${plural(total, kind)} fell into ${span}${more > 0 ? `, of which the nearest ${rows.length} follow` : ''}.`,
        ...rows.map(({ id }) => id),
      ),
    )
    for (const row of rows) sentences.push(say(`${nameEvent(row)} came ${distance(row.seconds)}.`, row.id))
  }
  if (sentences.length === 0)
    sentences.push(say(`The log has nothing else in ${span}.`, (reports.rows[0] ?? ends.at(-1))?.id))
  return sentences
}

/** What is known again: patterns, runbooks, earlier incidents, and what mended it then. */
export const tellRepeats = (room: Room): Sentence[] => {
  const { repeats, runbooks, earlier, hints } = room
  const sentences = [
    ...repeats.map(({ statement, support, event, incidents }) =>
      say(
        `It is one of ${many(support, 'case')} of a pattern: ${quote(statement.replace(/\.$/, ''))}.`,
        event,
        ...incidents.flatMap(({ events }) => events),
      ),
    ),
    ...hints.map(({ text, events }) =>
      say(`Of the same error it is known: ${quote(text.replace(/\.$/, ''))}.`, ...events),
    ),
    ...runbooks.map((runbook) =>
      say(
        `The runbook ${quote(runbook.name)}, version ${runbook.version}, ${runbook.state === 'in_force' ? 'is in force and fits' : 'is proposed and would fit'}: it is ${runbook.because === 'pattern' ? 'made of this pattern' : 'for an affected area'}.`,
        runbook.event,
      ),
    ),
    ...earlier.rows.map(({ title, subject, detected_at: detected, event }) =>
      say(`The same service or the same title was in ${quote(title ?? subject)} on ${moment(detected ?? '')}.`, event),
    ),
  ]
  if (earlier.more > 0)
    sentences.push(say(`There are ${many(earlier.more, 'more such incident')}.`, earlier.rows.at(-1)?.event))
  return sentences.length > 0
    ? sentences
    : [say('Nothing like it is known from before.', (room.reports.rows[0] ?? room.ends.at(-1))?.id)]
}

/** Rows as sentences; what is left out is counted. */
const tellRows = ({ rows, more }: Some<Told>, none: string, room: Room): Sentence[] => {
  if (rows.length === 0) return [say(none, (room.ends.at(-1) ?? room.reports.rows.at(-1))?.id)]
  const sentences = rows.map((row) => say(`On ${moment(row.time)}: ${nameEvent(row)}.`, row.id))
  return more === 0
    ? sentences
    : [...sentences, say(`${more.toLocaleString('en')} more are in the log.`, rows.at(-1)?.id)]
}

/** Guards and proofs that ran. */
export const tellChecks = (room: Room): Sentence[] => tellRows(room.checks, 'No guard and no proof ran for it.', room)

/** Decisions, approvals and acts. */
export const tellDeeds = (room: Room): Sentence[] =>
  tellRows(room.deeds, 'Nothing was decided, asked or done about it.', room)

/** Everything in the order of time. */
export const tellTimeline = ({ timeline: { rows, more } }: Room): Sentence[] => {
  const gap = Math.floor(rows.length / 2)
  return rows.flatMap((row, place) => [
    ...(more > 0 && place === gap
      ? [say(`${more.toLocaleString('en')} events in between are left out.`, rows[gap - 1]?.id, row.id)]
      : []),
    say(
      `${moment(row.time)}, ${stated(row.type.replace(/\.v\d+$/, '').replaceAll(/[._]/g, ' '))}: ${nameEvent(row)}.`,
      row.id,
    ),
  ])
}
