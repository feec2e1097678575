import { Inject, Injectable } from '@nestjs/common'
import { cosine, extractKeywords, memoryScore, recallDeep, recallShallow, type Recollection } from '@heimgewebe/context'
import { SearchIndex } from '../search/search-index.js'
import { SETTINGS, type Settings } from '../settings.js'
import { type Note, NoteStore } from './note-store.js'

/** A note that was remembered. */
export interface RecalledNote extends Note {
  /** Composite of likeness, recency and importance. */
  readonly score: number
}

const DAY_MS = 86_400_000
/** Parts that a question is split into when it is asked deeply. */
const PARTS = 4

/** Remembers notes by what they are about, how new they are and how much they matter. */
@Injectable()
export class RecallNotes {
  constructor(
    private readonly notes: NoteStore,
    private readonly index: SearchIndex,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The notes of a job that fit a question best. Deep: the question is split by its keywords, and searched wider where nothing fits well. */
  async recall(
    job: string,
    question: string,
    asked: { deep: boolean; limit: number; now: number },
  ): Promise<Recollection<RecalledNote>> {
    const { provider } = this.index
    const notes = await this.notes.active(job)
    const vectors = await provider.embed(notes.map(({ body, title }) => `${title}\n${body}`))
    const search = async (part: string, limit: number): Promise<RecalledNote[]> => {
      const [wanted] = await provider.embed([part])
      const scored = notes.map((note, at) => ({
        ...note,
        score: memoryScore(
          {
            cosine: cosine(wanted!, vectors[at]!),
            ageDays: (asked.now - Date.parse(note.at)) / DAY_MS,
            importance: note.importance,
          },
          this.settings.context.weights,
        ),
      }))
      return scored.sort((one, other) => other.score - one.score).slice(0, limit)
    }
    const { deep, limit } = asked
    if (!deep) return recallShallow(question, search, { limit })
    const split = (text: string): Promise<string[]> =>
      extractKeywords(text, (texts) => provider.embed(texts), { count: PARTS, diversity: 0.6 })
    return recallDeep(question, split, search, { limit })
  }
}
