import type { Problem } from './read-problem.js'
import { stemOf } from './telling-words.js'

/** Problems that are alike. */
export interface Alike {
  /** Closest first: who shares most words with the others; equals in the order in which they were given. */
  readonly members: readonly Pick<Problem, 'subject' | 'event'>[]
  /** Words that they share, what most of them have first, each as most of them write it. */
  readonly words: readonly string[]
  /** Mean likeness of any two of them, 0 to 1: the shared among all their words. */
  readonly cohesion: number
}

/** Share of its words that a problem has in common with the others of its group. */
const SHARE = 1 / 3
/** How much more often than by chance the problems of a word must have a second one in common. */
const LIFT = 2
/** Problems of anything else that are thought to be there besides, so that a repository with few has a notion of chance. */
const BACKGROUND = 15

interface Stemmed {
  readonly problem: Problem
  readonly stems: readonly string[]
}

/**
 * The largest group of problems that a new one belongs to: all have one word in common with it, and each at least a second
 * one with another of them, more often than chance would have it. Undefined where they are fewer than `least`. `others` are
 * other subjects, each once; what is compared is the new one with them, not all with all.
 */
export const findAlike = (problem: Problem, others: readonly Problem[], least: number): Alike | undefined => {
  const own = stemmed(problem)
  const all = [own, ...others.map(stemmed)]
  const spread = countIn(all)
  let best: { readonly group: readonly Stemmed[]; readonly anchor: string } | undefined
  for (const anchor of own.stems) {
    const group = groupAround(anchor, own, all, spread, least)
    // Of equals the group around the rarer word: it tells more.
    const better =
      best === undefined ||
      group.length > best.group.length ||
      (group.length === best.group.length && spread.get(anchor)! < spread.get(best.anchor)!)
    if (group.length >= least && better) best = { group, anchor }
  }
  return best && describe(best.group, best.anchor, spread, all.length)
}

const stemmed = (problem: Problem): Stemmed => ({ problem, stems: [...new Set(problem.words.map(stemOf))] })

const countIn = (all: readonly Stemmed[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { stems } of all) for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  return counts
}

/** Those that have the anchor, less who has too little else in common with the rest, until nobody else goes. */
const groupAround = (
  anchor: string,
  own: Stemmed,
  all: readonly Stemmed[],
  spread: ReadonlyMap<string, number>,
  least: number,
): readonly Stemmed[] => {
  let group = all.filter(({ stems }) => stems.includes(anchor))
  while (group.length >= least) {
    const second = secondWords(group, anchor, spread, all.length)
    const near = reachedFrom(own, group, second)
    const next = group.filter(
      (one) => near.has(one) && 1 + one.stems.filter((stem) => second.has(stem)).length >= one.stems.length * SHARE,
    )
    if (!next.includes(own)) return []
    if (next.length === group.length) return group
    group = next
  }
  return []
}

/** Words besides the anchor that two or more of a group have, and more often than chance would have it. */
const secondWords = (
  group: readonly Stemmed[],
  anchor: string,
  spread: ReadonlyMap<string, number>,
  problems: number,
): ReadonlySet<string> => {
  const expected = (stem: string): number => (group.length * spread.get(stem)!) / (problems + BACKGROUND)
  const counted = [...countIn(group)].filter(
    ([stem, count]) => stem !== anchor && count >= 2 && count >= LIFT * expected(stem),
  )
  return new Set(counted.map(([stem]) => stem))
}

/** Who is tied to one of a group by second words, be it over others. */
const reachedFrom = (one: Stemmed, group: readonly Stemmed[], second: ReadonlySet<string>): ReadonlySet<Stemmed> => {
  const having = new Map<string, Stemmed[]>()
  for (const other of group)
    for (const stem of other.stems) if (second.has(stem)) having.set(stem, [...(having.get(stem) ?? []), other])
  const reached = new Set([one])
  // A set that grows is walked to its end.
  for (const { stems } of reached)
    for (const stem of stems) {
      for (const other of having.get(stem) ?? []) reached.add(other)
      having.delete(stem)
    }
  return reached
}

const describe = (
  group: readonly Stemmed[],
  anchor: string,
  spread: ReadonlyMap<string, number>,
  problems: number,
): Alike => {
  const counts = countIn(group)
  const shared = new Set([anchor, ...secondWords(group, anchor, spread, problems)])
  const sharedBy = ({ stems }: Stemmed): number => stems.filter((stem) => shared.has(stem)).length
  const members = [...group].sort((one, other) => sharedBy(other) - sharedBy(one)).map(({ problem }) => problem)
  const words = [...shared]
    .sort(
      (one, other) =>
        counts.get(other)! - counts.get(one)! || spread.get(one)! - spread.get(other)! || (one < other ? -1 : 1),
    )
    .map((stem) => usualForm(stem, group))
  return {
    members: members.map(({ subject, event }) => ({ subject, event })),
    words,
    cohesion: Math.round(meanLikeness(group) * 1000) / 1000,
  }
}

const usualForm = (stem: string, group: readonly Stemmed[]): string => {
  const forms = new Map<string, number>()
  for (const { problem } of group)
    for (const word of problem.words) if (stemOf(word) === stem) forms.set(word, (forms.get(word) ?? 0) + 1)
  return [...forms].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))[0]![0]
}

const meanLikeness = (group: readonly Stemmed[]): number => {
  let [sum, pairs] = [0, 0]
  for (const [at, { stems }] of group.entries())
    for (const other of group.slice(at + 1)) {
      const common = stems.filter((stem) => other.stems.includes(stem)).length
      sum += common / (stems.length + other.stems.length - common)
      pairs++
    }
  return sum / pairs
}
