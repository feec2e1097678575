import { classifyPath } from '../past/classify-path.js'
import type { Judgement } from '../judgement.js'
import type { IncidentOfFile } from '../past/past.js'
import type { TurnedBad } from '../learn-change.js'
import { learnDenial, learnReport } from './learn-suspects.js'
import { learnLink } from '../models/learn-links.js'
import { rememberLink } from '../past/remember-link.js'
import { listOf } from '../past/rows.js'
import type { Report } from './suspect-query.js'

/** What an incident event tells of one repository. */
export interface IncidentNews {
  /** Subject of the incident. */
  readonly incident: string
  readonly event: string
  /** Seconds. */
  readonly time: number
  readonly files: readonly string[]
  /** Subject of the change that is named as the cause. */
  readonly cause?: string
  /** Subject of a change that a person says was not the cause, and of the change that ended the incident. */
  readonly denied?: string
  readonly fixedBy?: string
  /** Title and text as reported; absent where the event tells only of the cause. */
  readonly text?: string
  readonly service?: string
}

/** Incidents kept a file, and files with incidents: the latest. */
const MOST_INCIDENTS = 50
const MOST_PATHS = 20_000
/** A cause with more files does not tell which of them was involved. */
const MOST_FILES_OF_CAUSE = 20

const involve = (judgement: Judgement, path: string, news: IncidentNews): void => {
  const { incidents } = judgement.past
  const known = incidents.get(path) ?? []
  if (known.some(({ incident }) => incident === news.incident)) return
  if (known.length === 0 && incidents.size >= MOST_PATHS) return
  const told = { incident: news.incident, event: news.event, ...causeIn(news) }
  incidents.set(path, [...known, told].slice(-MOST_INCIDENTS))
}

const causeIn = ({ cause, event }: IncidentNews): Pick<IncidentOfFile, 'cause' | 'toldBy'> =>
  cause === undefined ? {} : { cause, toldBy: event }

/** The cause is mostly told at the end: the files that the report named hear of it then. */
const nameCause = ({ past }: Judgement, news: IncidentNews): void => {
  for (const [path, known] of past.incidents)
    if (known.some(({ incident, cause }) => incident === news.incident && cause !== news.cause))
      past.incidents.set(
        path,
        known.map((one) => (one.incident === news.incident ? { ...one, ...causeIn(news) } : one)),
      )
}

/** Reports that wait for their cause, at most, and what is kept of the text of each, in characters. */
const MOST_REPORTS = 200
const MOST_TEXT = 8000
const MOST_DENIED = 50

const reportAlone = ({ fixedBy: _, ...report }: Report): Report => report

/** The report that an incident event holds. */
export const reportOf = (news: IncidentNews): Report => ({
  time: news.time,
  text: news.text ?? '',
  files: news.files,
  ...(news.service === undefined ? {} : { service: news.service }),
})

/** Keeps the report until its cause is known, and then learns from it. */
const learnCause = (judgement: Judgement, news: IncidentNews, cause: number | undefined): void => {
  const { reports } = judgement.suspects
  const told = news.text === undefined ? reports.get(news.incident) : reportOf(news)
  if (told === undefined) return
  reports.delete(news.incident)
  const denied = news.denied === undefined ? undefined : findChange(judgement, news.denied)
  const fixedBy = news.fixedBy === undefined ? undefined : findChange(judgement, news.fixedBy)
  if (denied !== undefined) learnDenial(judgement, told, denied)
  // Learned from is what could be known before the fix: afterwards its own link would tell.
  if (cause !== undefined) learnReport(judgement, reportAlone(told), new Set([cause]))
  else
    reports.set(news.incident, {
      ...told,
      text: told.text.slice(0, MOST_TEXT),
      ...(fixedBy === undefined ? {} : { fixedBy }),
      ...(denied === undefined ? {} : { denied: [...new Set([...(told.denied ?? []), denied])].slice(-MOST_DENIED) }),
    })
  for (const oldest of reports.keys()) {
    if (reports.size <= MOST_REPORTS) break
    reports.delete(oldest)
  }
}

/** Number of the remembered change that a subject names. */
export const findChange = ({ past }: Judgement, subject: string): number | undefined => {
  const name = subject.slice(subject.lastIndexOf('/') + 1)
  return subject.startsWith('pr/') ? past.numbers.get(Number(name)) : past.changeIndex.get(name)
}

/** Takes in which files and which change an incident names. The same incident counts once for a file. */
export const learnIncident = (judgement: Judgement, news: IncidentNews): TurnedBad[] => {
  const { past, learner } = judgement
  const cause = news.cause === undefined ? undefined : findChange(judgement, news.cause)
  for (const path of news.files) involve(judgement, path, news)
  if (news.cause !== undefined) nameCause(judgement, news)
  learnCause(judgement, news, cause)
  if (cause === undefined) return []
  const files = listOf(past.changeFiles, cause)
  if (news.files.length === 0 && files.length <= MOST_FILES_OF_CAUSE)
    for (const row of files) {
      const path = past.paths[row] ?? ''
      if (classifyPath(path) === 'code' || files.length === 1) involve(judgement, path, news)
    }
  rememberLink(past, cause, cause, news.time, 'link')
  learnLink(learner, cause, news.time, true)
  return [{ sha: past.shas[cause] ?? '', event: news.event, by: 'incident' }]
}
