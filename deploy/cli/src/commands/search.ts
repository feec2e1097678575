import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { meshApi } from '../job/mesh-api.js'
import { type Answer, printAnswer } from '../output/print-search.js'

/** What a search is narrowed by. */
export interface SearchOptions {
  readonly repository?: string
  readonly type?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: number
}

/** Beginnings of the names of what can be found. */
const SUBJECT = /^(?:change|pr|branch|incident|issue|ci|comment)\//

/** `heimgewebe ask <words>`: what happened; exit code 1 when nothing is found. */
export const ask = async (context: Context, words: readonly string[], options: SearchOptions): Promise<number> => {
  const { leitstand } = await meshApi(context)
  return tell(context, await leitstand.get<Answer>('/api/search', { q: words.join(' '), ...narrowing(options) }))
}

/** `heimgewebe like <what>`: what is like a subject, the text of a file, or of standard input (`-`). */
export const like = async (context: Context, what: string, options: SearchOptions): Promise<number> => {
  const { leitstand } = await meshApi(context)
  if (SUBJECT.test(what))
    return tell(context, await leitstand.get<Answer>('/api/like', { subject: what, ...narrowing(options) }))
  const given = Object.entries(narrowing(options)).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))
  return tell(context, await leitstand.post<Answer>(`/api/like?${query}`, { text: await readText(what) }))
}

const narrowing = ({ repository, type, since, until, limit }: SearchOptions) => ({
  repository,
  type,
  since,
  until,
  limit,
})

const readText = async (what: string): Promise<string> => {
  if (what === '-') return textOf(process.stdin)
  return readFile(what, 'utf8').catch((error: unknown) => {
    throw new Failure(
      `"${what}" is neither a subject nor a file`,
      EXIT.usage,
      'Give a subject such as incident/1, a file with a text, or - for standard input.',
      { cause: error },
    )
  })
}

const tell = ({ terminal, json }: Context, answer: Answer): number => {
  if (json) terminal.json(answer)
  else printAnswer(terminal, answer)
  return answer.hits.length > 0 ? EXIT.fine : EXIT.findings
}
