import { wordsOf } from '@heimgewebe/context'
import type { Document } from './document.js'
import type { Cluster } from './search-answers.js'

/** Mean likeness at which two groups are one, over what any two documents have in common anyway. */
const ALIKE = 0.09
/** Fewest documents of a cluster. */
const FEWEST = 3
/** Words of a label. */
const LABEL = 3
/** Letters by which words count as one: migrate, migration, migrations. */
const STEM = 6
/** What words weigh beside vectors. */
const WORDS = 0.7

/**
 * Groups of documents that are alike, the largest first, found by joining the two likest groups until none are alike enough
 * (average linkage). Likeness is of rare words and of vectors, less what all have in common. Quadratic in the documents.
 */
export const findClusters = (documents: readonly Document[], vectors: ReadonlyMap<string, Float32Array>): Cluster[] => {
  const stems = documents.map((document) => stemsOf(saidIn(document)))
  const rarity = rarityOf(stems)
  const likeness = likenessOf(
    stems.map((own) => weighted(own, rarity)),
    documents.map(({ subject }) => vectors.get(subject)),
  )
  return join(likeness)
    .filter(({ length }) => length >= FEWEST)
    .map((members) => ({
      label: labelOf(members, documents, stems),
      subjects: members.map((at) => documents[at]!.subject).sort(),
      cohesion: Math.round(mean(members, members, likeness) * 1000) / 1000,
    }))
    .sort((one, other) => other.subjects.length - one.subjects.length || (one.label < other.label ? -1 : 1))
}

/** Signed-off-by and the like: names of people, by which any two changes of one reviewer would be alike. */
const TRAILER = /^[ \t]*(?:[A-Z][A-Za-z]*(?:-[A-Za-z]+)+|cc):.*$/gim

/** What a document says, without the lines that only name people. */
const saidIn = ({ title, body }: Document): string => `${title}\n${body.replace(TRAILER, '')}`

const stemsOf = (text: string): Set<string> => new Set(wordsOf(text).map((word) => word.slice(0, STEM)))

const rarityOf = (documents: readonly ReadonlySet<string>[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const stems of documents) for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  // What stands in one document links nothing, and only makes it look unlike the others.
  return new Map(
    [...counts].filter(([, count]) => count > 1).map(([stem, count]) => [stem, Math.log(1 + documents.length / count)]),
  )
}

const weighted = (stems: ReadonlySet<string>, rarity: ReadonlyMap<string, number>): Map<string, number> => {
  const own = [...stems].flatMap((stem) => (rarity.has(stem) ? [[stem, rarity.get(stem)!] as const] : []))
  const length = Math.hypot(...own.map(([, weight]) => weight)) || 1
  return new Map(own.map(([stem, weight]) => [stem, weight / length]))
}

/** Likeness of each two, less the mean of all. */
const likenessOf = (
  words: readonly ReadonlyMap<string, number>[],
  vectors: readonly (Float32Array | undefined)[],
): Float32Array[] => {
  const all = words.map(() => new Float32Array(words.length))
  let sum = 0
  for (let one = 0; one < words.length; one++)
    for (let other = 0; other < one; other++) {
      const value = WORDS * overlap(words[one]!, words[other]!) + (1 - WORDS) * dot(vectors[one], vectors[other])
      all[one]![other] = all[other]![one] = value
      sum += value
    }
  const common = words.length < 2 ? 0 : (2 * sum) / (words.length * (words.length - 1))
  for (const row of all) for (let at = 0; at < row.length; at++) row[at]! -= common
  return all
}

const overlap = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number => {
  let sum = 0
  for (const [stem, weight] of one) sum += weight * (other.get(stem) ?? 0)
  return sum
}

const dot = (one: Float32Array | undefined, other: Float32Array | undefined): number => {
  if (!one || !other || one.length !== other.length) return 0
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!
  return sum
}

/** Joins the two likest groups until none are alike enough. Keeps the sums between groups, so that a join costs one row. */
const join = (likeness: readonly Float32Array[]): number[][] => {
  const groups = new Map(likeness.map((_, at) => [at, [at]]))
  const sums = likeness.map((row) => Float32Array.from(row))
  for (;;) {
    let [best, left, right] = [ALIKE, -1, -1]
    for (const one of groups.keys())
      for (const other of groups.keys()) {
        if (other >= one) break
        const value = sums[one]![other]! / (groups.get(one)!.length * groups.get(other)!.length)
        if (value > best) [best, left, right] = [value, other, one]
      }
    if (left < 0) return [...groups.values()]
    groups.get(left)!.push(...groups.get(right)!)
    groups.delete(right)
    for (const other of groups.keys()) {
      sums[left]![other]! += sums[right]![other]!
      sums[other]![left] = sums[left]![other]!
    }
  }
}

const mean = (one: readonly number[], other: readonly number[], likeness: readonly Float32Array[]): number => {
  let [sum, pairs] = [0, 0]
  for (const left of one)
    for (const right of other) if (left !== right) [sum, pairs] = [sum + likeness[left]![right]!, pairs + 1]
  return pairs === 0 ? 0 : sum / pairs
}

/** The words that most members and few others have, each as its members write it most often. */
const labelOf = (
  members: readonly number[],
  documents: readonly Document[],
  stems: readonly ReadonlySet<string>[],
): string => {
  const inside = new Set(members)
  const scores = new Map<string, number>()
  for (const [at, own] of stems.entries())
    for (const stem of own) {
      const worth = inside.has(at) ? 1 / members.length : -1 / Math.max(1, documents.length - members.length)
      scores.set(stem, (scores.get(stem) ?? 0) + worth)
    }
  return [...scores]
    .filter(([stem]) => !/^\d+$/.test(stem))
    .sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
    .slice(0, LABEL)
    .map(([stem]) =>
      wordOf(
        stem,
        members.map((at) => documents[at]!),
      ),
    )
    .join(' ')
}

const wordOf = (stem: string, documents: readonly Document[]): string => {
  const counts = new Map<string, number>()
  for (const document of documents)
    for (const word of wordsOf(saidIn(document)))
      if (word.slice(0, STEM) === stem) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))[0]?.[0] ?? stem
}
