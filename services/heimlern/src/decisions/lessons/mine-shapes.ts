import { kindsOf } from './kind-of-change.js'
import { type Case, ENOUGH, independent, lowerBound } from './lesson.js'
import type { OutcomeKind } from '../tally.js'

/** A shape of change that ends badly more often than others. */
export interface Shape {
  /** Identity within the repository. */
  readonly key: string
  /** In a few words, such as "changes of auth". */
  readonly name: string
  readonly areas: readonly string[]
  readonly paths: readonly string[]
  /** Independent bad cases, latest first. */
  readonly bad: readonly Case[]
  /** Changes of this shape that ended well. */
  readonly good: number
  /** All changes of this shape that ended badly. */
  readonly allBad: number
  /** Share of the other changes that ended badly. */
  readonly base: number
  /** Other changes. */
  readonly others: number
  /** Lower bound of the share of this shape that ended badly. */
  readonly confidence: number
}

/** Outcomes that count against a shape. What a history calls a fix is too common to tell anything here. */
const HARD: ReadonlySet<OutcomeKind> = new Set(['guard_failed', 'ci_failed', 'incident', 'reverted'])
/** How many times as often as elsewhere it must end badly. */
const LIFT = 2
/** Files of a set that are looked at, and sets that are compared. */
const MOST_FILES = 5
const MOST_SETS = 200

/** Whether a change ended badly. */
export const endedBadly = ({ troubles }: Case): boolean => troubles.some(({ kind }) => HARD.has(kind))

/**
 * The shapes of one change that just ended badly, for which the past speaks: at least three independent bad cases, a
 * share of bad ones that even at its lower bound lies above that of all other changes, and twice as high. `past`: the
 * latest changes of the repository, this one among them.
 */
export const mineShapes = (struck: Case, past: readonly Case[]): Shape[] => {
  const areas = [...new Set(struck.troubles.filter(({ kind }) => HARD.has(kind)).flatMap((trouble) => trouble.areas))]
  const byArea = areas.map((area) => weighArea(area, past))
  const byKind = kindsOf(struck.paths)
    .filter((kind) => kind !== 'source' && kind !== 'tests' && kind !== 'documentation')
    .map((kind) =>
      weigh(past, {
        key: `bad-kind-${kind}`,
        name: `changes of ${kind}`,
        areas: [],
        paths: [],
        matches: (one) => kindsOf(one.paths).includes(kind),
        isBad: endedBadly,
      }),
    )
  const found = [...byArea, ...byKind].filter(holds)
  const best = Math.max(0, ...found.map(({ confidence }) => confidence))
  const files = fileSets(struck, past)
    .map((paths) =>
      weigh(past, {
        key: `bad-files-${slug(paths.join(' '))}`,
        name: `changes of ${paths.join(' together with ')}`,
        areas: [],
        paths,
        matches: (one) => paths.every((path) => one.paths.includes(path)),
        isBad: endedBadly,
      }),
    )
    // Files are worth a pattern of their own only where they say more than their area does.
    .filter((shape) => holds(shape) && shape.confidence > best)
    .sort((a, b) => b.confidence - a.confidence || b.bad.length - a.bad.length || a.paths.length - b.paths.length)
  return [...found, ...files.slice(0, 1)]
}

/** The shapes of areas of a change that went well which were called bad, and are no longer. `told`: keys of those told. */
export const unlearnShapes = (well: Case, past: readonly Case[], told: ReadonlySet<string>): Shape[] =>
  well.areas
    .filter((area) => told.has(keyOf(area)))
    .map((area) => weighArea(area, past))
    .filter((shape) => !holds(shape))

const keyOf = (area: string): string => `bad-${slug(area)}`

const weighArea = (area: string, past: readonly Case[]): Shape =>
  weigh(past, {
    key: keyOf(area),
    name: `changes of ${area}`,
    areas: [area],
    paths: [],
    matches: (one) => one.areas.includes(area),
    isBad: (one) => one.troubles.some((trouble) => HARD.has(trouble.kind) && trouble.areas.includes(area)),
  })

/** Without anything to compare with, three bad cases say nothing of their shape. */
const holds = ({ bad, good, allBad, confidence, base, others }: Shape): boolean =>
  bad.length >= ENOUGH &&
  good + others >= ENOUGH &&
  confidence > careful(base, others) &&
  allBad >= LIFT * base * (allBad + good)

/** The share of the others as if one more good and one more bad one had been seen: of six good ones it is not yet 0. */
const careful = (base: number, others: number): number => Math.max(base, (base * others + 1) / (others + 2))

interface Question extends Pick<Shape, 'key' | 'name' | 'areas' | 'paths'> {
  readonly matches: (one: Case) => boolean
  readonly isBad: (one: Case) => boolean
}

const weigh = (past: readonly Case[], { matches, isBad, ...shape }: Question): Shape => {
  const inside = past.filter(matches)
  const bad = inside.filter(isBad)
  const outside = past.length - inside.length
  const badOutside = past.filter((one) => !matches(one) && endedBadly(one)).length
  const cases = independent(bad)
  const good = inside.length - bad.length
  return {
    ...shape,
    bad: cases,
    good,
    allBad: bad.length,
    others: outside,
    base: outside === 0 ? 0 : badOutside / outside,
    confidence: lowerBound(cases.length, cases.length + good),
  }
}

/** Sets of files that this change shares with another one that ended badly; each only once, and not too many. */
const fileSets = (struck: Case, past: readonly Case[]): string[][] => {
  const own = new Set(struck.paths)
  const sets = new Map<string, string[]>()
  for (const one of past) {
    if (one.subject === struck.subject || !endedBadly(one)) continue
    const shared = one.paths.filter((path) => own.has(path)).slice(0, MOST_FILES)
    if (shared.length > 0) sets.set(shared.join('\0'), shared)
    if (sets.size >= MOST_SETS) break
  }
  return [...sets.values()]
}

/** A short name for a key: readable, and not the same for two areas. */
const slug = (text: string): string => {
  const readable = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (readable === text && readable.length <= 60) return readable
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) >>> 0
  return `${readable.slice(0, 50)}-${sum.toString(36)}`
}
