/** A memory that was found. */
export interface Recalled {
  readonly id: string
  /** Composite score. */
  readonly score: number
}

/** Finds memories by a question, best first. */
export type RecallSearch<Found extends Recalled> = (question: string, limit: number) => Promise<readonly Found[]>

/** How a recall goes about it. */
export interface RecallOptions {
  readonly limit: number
  /** Score of the best memory below which the search is widened. Default 0.35. */
  readonly confident?: number
  /** How many times as many are searched then. Default 4. */
  readonly widen?: number
}

/** What a recall found, and how. */
export interface Recollection<Found extends Recalled> {
  readonly memories: readonly Found[]
  /** Questions that were asked. */
  readonly questions: readonly string[]
  /** True where the first search was not sure of itself. */
  readonly widened: boolean
}

/** One search, ordered by the score. */
export const recallShallow = async <Found extends Recalled>(
  question: string,
  search: RecallSearch<Found>,
  { limit }: RecallOptions,
): Promise<Recollection<Found>> => ({
  memories: best(await search(question, limit), limit),
  questions: [question],
  widened: false,
})

/**
 * Splits a question into others (by a model, or by its keywords), searches them side by side and merges what they find.
 * Where even the best is not good enough, it searches wider.
 */
export const recallDeep = async <Found extends Recalled>(
  question: string,
  split: (question: string) => Promise<readonly string[]>,
  search: RecallSearch<Found>,
  { confident = 0.35, limit, widen = 4 }: RecallOptions,
): Promise<Recollection<Found>> => {
  const parts = await split(question)
  const questions = parts.length > 0 ? [...new Set(parts)] : [question]
  const ask = async (most: number): Promise<Found[]> =>
    best((await Promise.all(questions.map((one) => search(one, most)))).flat(), most)
  const first = await ask(limit)
  if ((first[0]?.score ?? 0) >= confident) return { memories: first, questions, widened: false }
  return { memories: (await ask(limit * widen)).slice(0, limit), questions, widened: true }
}

/** Best first, each once with its best score. */
const best = <Found extends Recalled>(found: readonly Found[], limit: number): Found[] => {
  const byId = new Map<string, Found>()
  for (const one of found) if (one.score > (byId.get(one.id)?.score ?? -Infinity)) byId.set(one.id, one)
  return [...byId.values()]
    .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1))
    .slice(0, limit)
}
