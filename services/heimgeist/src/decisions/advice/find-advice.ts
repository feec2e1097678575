import { areasOf } from '@heimgewebe/decider'
import { guidesFor } from '../failures/read-lesson.js'
import { sharedPlaces } from '../shared-places.js'
import { show } from '../show-text.js'
import { carriesCure } from './carries-cure.js'
import { type Learned, type LearnedGuide, type LearnedPattern, type LikeTrouble, nameOfAdvice } from './learned.js'
import { nameWithPlace, wordAdvice } from './word-advice.js'

/** An open change as it is looked at. */
export interface AdvisedChange {
  readonly change: string
  readonly repository: string
  readonly areas: readonly string[]
  /** Its files; none where no event named them. */
  readonly files: readonly string[]
  /** Title and text of its proposal. */
  readonly text: string
}

/** Something learned that concerns a change. */
export interface Advice {
  readonly kind: 'pattern' | 'cluster' | 'guide'
  readonly key: string
  readonly name: string
  readonly text: string
  readonly by: 'files' | 'areas'
  /** Files or areas that the change has in common with it. */
  readonly places: readonly string[]
  readonly guides: readonly LearnedGuide[]
  /** Changes that had the trouble. */
  readonly changes: readonly string[]
  readonly events: readonly string[]
}

const MOST_PLACES = 10
/** Guides that one piece of advice names. */
const MOST_GUIDES = 5
/** The contract's limit of a list. */
const MOST = 50
/** Changes at one place that had like troubles before it is to blame: one may be there by chance. */
const LEAST_HAD = 2

/**
 * What was learned that concerns a change, strongest first: patterns by how surely they hold, like troubles by how many
 * changes had them, guides that nothing else brings up. A change that had the trouble itself, or that carries the cure
 * already, is told nothing of it; of what no longer holds nobody is.
 */
export const findAdvice = (change: AdvisedChange, learned: Learned): Advice[] => {
  const gone = new Set(learned.patterns.flatMap(({ pattern, holds }) => (holds ? [] : [pattern])))
  const guides = learned.guides.filter(({ pattern }) => pattern === null || !gone.has(pattern))
  return [
    ...[...learned.patterns]
      .filter(({ holds }) => holds)
      .sort(byStrength)
      .flatMap((one) => ofPattern(change, one, guides, learned)),
    ...[...learned.clusters]
      .sort((a, b) => b.had.length - a.had.length || (a.cluster < b.cluster ? -1 : 1))
      .flatMap((one) => ofCluster(change, one, guides, learned)),
    ...guides.flatMap((one) => ofGuide(change, one, learned)),
  ]
}

const byStrength = (a: LearnedPattern, b: LearnedPattern): number =>
  b.confidence - a.confidence || b.support - a.support || (a.pattern < b.pattern ? -1 : 1)

const ofPattern = (
  change: AdvisedChange,
  pattern: LearnedPattern,
  all: readonly LearnedGuide[],
  learned: Learned,
): Advice[] => {
  const { pattern: key, name, statement, cases, event } = pattern
  const place = placeOfPattern(change, pattern)
  if (!place || cases.some(({ subject }) => subject === change.change)) return []
  const guides = all.filter((one) => one.pattern === key || (one.pattern === null && isFor(one, pattern.areas)))
  if (guides.some((guide) => carriesCure(change, guide, name))) return []
  return [
    adviceOf('pattern', key, show(name, 200), statement, place, {
      guides,
      changes: cases.map(({ subject }) => subject),
      events: [event, ...guides.map(({ enacted }) => enacted), ...cases.flatMap((one) => one.events)],
      learned,
    }),
  ]
}

interface Place {
  readonly by: Advice['by']
  readonly places: readonly string[]
  /** Its files are not known, so that only its areas speak. */
  readonly filesUnknown?: boolean
}

/** Where a change meets a pattern. One of files is met by files that go together; by areas only where its files are not known. */
const placeOfPattern = (
  { areas, files }: AdvisedChange,
  { areas: named, paths, areasOfCases }: LearnedPattern,
): Place | undefined => {
  if (paths.length === 0) return shared('areas', named, areas)
  if (files.length === 0) {
    const place = shared('areas', named.length > 0 ? named : areasOfCases, areas)
    return place && { ...place, filesUnknown: true }
  }
  const hit = paths.map((path) => files.find((file) => file === path || matches(path, file)))
  return hit.every((file) => file !== undefined) ? { by: 'files', places: [...new Set(hit)] } : undefined
}

const matches = (glob: string, file: string): boolean =>
  areasOf([file], [{ name: 'hit', paths: [glob] }]).touched.length > 0

const shared = (by: Advice['by'], wanted: readonly string[], own: readonly string[]): Place | undefined => {
  const places = wanted.filter((one) => own.includes(one))
  return places.length > 0 ? { by, places } : undefined
}

const ofCluster = (
  change: AdvisedChange,
  { cluster, label, event, had }: Learned['clusters'][number],
  all: readonly LearnedGuide[],
  learned: Learned,
): Advice[] => {
  if (had.some((one) => one.change === change.change)) return []
  const place = placeOfTroubles(change, had)
  if (!place) return []
  const guides = all.filter((one) => isFor(one, change.areas))
  if (guides.some((guide) => carriesCure(change, guide))) return []
  const name = show(label, 300)
  const statement = `${had.length} changes had like troubles (${name}).`
  return [
    adviceOf('cluster', cluster, name, statement, place, {
      guides,
      changes: had.map((one) => one.change),
      events: [event, ...guides.map(({ enacted }) => enacted), ...had.flatMap((one) => one.events)],
      learned,
    }),
  ]
}

/** Troubles that are alike in words have no place of their own: they are where at least two of their changes are. */
const placeOfTroubles = (change: AdvisedChange, had: readonly LikeTrouble[]): Place | undefined => {
  const place = sharedPlaces(change, had, LEAST_HAD)
  return place && { ...place, ...(change.files.length === 0 ? { filesUnknown: true } : {}) }
}

const ofGuide = (change: AdvisedChange, guide: LearnedGuide, learned: Learned): Advice[] => {
  const place = shared('areas', guide.areas, change.areas)
  const pattern = learned.patterns.find((one) => one.pattern === guide.pattern)
  const had = pattern?.cases.some(({ subject }) => subject === change.change) ?? false
  if (!place || had || carriesCure(change, guide, pattern?.name)) return []
  const areas = guide.areas.map((area) => show(area, 60)).join(', ')
  const statement = `${guide.kind} ${nameWithPlace(guide)} is in force for ${areas}.`
  return [
    adviceOf('guide', guide.rule, show(guide.name, 200), statement, place, {
      guides: [guide],
      changes: [],
      events: [guide.enacted, ...(pattern ? [pattern.event] : [])],
      learned,
    }),
  ]
}

const isFor = (guide: LearnedGuide, areas: readonly string[]): boolean =>
  guide.areas.length > 0 && guidesFor(areas, [guide]).length > 0

const adviceOf = (
  kind: Advice['kind'],
  key: string,
  name: string,
  statement: string,
  { by, places, filesUnknown }: Place,
  { guides, changes, events, learned }: Pick<Advice, 'guides' | 'changes' | 'events'> & { readonly learned: Learned },
): Advice => {
  const named = guides.slice(0, MOST_GUIDES)
  const worth = learned.worth[nameOfAdvice(kind, key)]
  const touched = places.slice(0, MOST_PLACES)
  return {
    ...{ kind, key, name: name || key, by, places: touched, guides: named },
    text: wordAdvice(statement, touched, {
      guides: kind === 'guide' ? [] : named,
      ...{ changes, filesUnknown: filesUnknown ?? false, worth },
    }),
    changes: [...new Set(changes)].slice(0, MOST),
    events: [...new Set(events)].slice(0, MOST),
  }
}
