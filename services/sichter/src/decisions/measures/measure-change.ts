import type { Change } from '../past/change.js'
import { findCompanions } from './find-companions.js'
import { log } from './log.js'
import { measureMessage, measureSize } from './measure-content.js'
import { measureExposure } from './measure-exposure.js'
import { measureLines } from './measure-lines.js'
import { measureNames } from './measure-names.js'
import { measureAuthor, measureAuthorBugs, measurePlaces } from './measure-places.js'
import { DAY, faded, newPast, type Past } from '../past/past.js'

const measureTime = (past: Past, change: Change, now: number) => {
  const hour = Math.floor((((change.authoredAt % DAY) + DAY) % DAY) / 3600)
  const sum = past.hours.reduce((a, b) => a + b, 0)
  return {
    waited: log((change.committedAt - change.authoredAt) / 60),
    hour,
    usualHour: (((past.hours[hour] as number) + 1) / (sum + 24)) * 24,
    weekday: Math.floor(change.authoredAt / DAY + 4) % 7,
    recentChanges: log(faded(past.totals.recent, past.totals.lastTime, now, 30 * DAY)),
  }
}

const measureWriters = (past: Past, change: Change, author: number | undefined, now: number) => {
  const lines = measureLines(past, change, author, now)
  const known = Math.max(1, lines.known)
  return {
    linesReplaced: log(lines.replaced),
    linesAge: lines.age / known,
    linesYoungest: log(lines.youngest),
    linesOwn: lines.own / known,
    linesFromFix: lines.fromFix / known,
    linesFromBad: lines.fromBad / known,
    writers: log(lines.writers),
    linked: { linesFromBad: lines.fromLinked / known },
  }
}

const measureMissing = (past: Past, change: Change, testMissing: number) => {
  const companions = findCompanions(past, change)
  return {
    missing: companions.length === 0 ? 0 : (companions[0]?.together ?? 0) / (companions[0]?.of ?? 1),
    missingCount: log(companions.length),
    testMissing,
  }
}

type Measures = Readonly<Record<string, number>>

/** Before the name of a measure: the same, but counted are the bugs that are named alone, and not those of blame. */
const LINKED = 'linked '

/** The measures by their names, each part with what stands before them: small objects of one form are quick to make and to read. */
const nameMeasures = (past: Past, change: Change, now: number): [before: string, Measures][] => {
  const author = past.authorIndex.get(change.author)
  const size = measureSize(change)
  const { files, functions, folders, others, linked } = measurePlaces(past, change, author, now)
  const { linked: linkedWriters, ...writers } = measureWriters(past, change, author, now)
  const { linked: linkedExposure, ...exposure } = measureExposure(past, change, author, now)
  return [
    ['', size],
    ['file ', files],
    ['function ', functions],
    ['folder ', folders],
    ['', others],
    ['', measureAuthor(past, author, now)],
    ['', measureMessage(change)],
    ['', measureTime(past, change, now)],
    ['', writers],
    ['', exposure],
    ['', measureNames(change)],
    ['', measureMissing(past, change, size.testFiles === 0 && size.noCode === 0 ? others.testUsual : 0)],
    [`${LINKED}file `, linked.files],
    [`${LINKED}function `, linked.functions],
    [`${LINKED}folder `, linked.folders],
    [LINKED, measureAuthorBugs(past, author, 'links', now)],
    [LINKED, linkedWriters],
    [LINKED, linkedExposure],
  ]
}

/** A change of nothing. */
export const NOTHING: Change = {
  id: '',
  sha: '',
  event: '',
  author: '',
  authoredAt: 0,
  committedAt: 0,
  title: '',
  body: '',
  added: 0,
  deleted: 0,
  fileCount: 0,
  files: [],
  fixes: [],
  reverts: [],
}

/** Names of the measures, in their order. */
export const MEASURES: readonly string[] = nameMeasures(newPast(), NOTHING, 0).flatMap(([before, part]) =>
  Object.keys(part).map((name) => before + name),
)

/** The measures that the last ones, of bugs that are named, stand in for. */
export const TWINS: readonly number[] = MEASURES.filter((name) => name.startsWith(LINKED)).map((name) =>
  MEASURES.indexOf(name.slice(LINKED.length)),
)

/** Everything that the models see of a change, as of now, in the order of `MEASURES`. */
export const measureChange = (past: Past, change: Change, now: number): Float32Array<ArrayBuffer> => {
  const measures = new Float32Array(MEASURES.length)
  let at = 0
  for (const [, part] of nameMeasures(past, change, now))
    for (const value of Object.values(part)) measures[at++] = value
  return measures
}
