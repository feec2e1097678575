import { readFile, stat } from 'node:fs/promises'
import { type HttpOptions, postJson } from './post-json.js'
import { EmbeddingError, type EmbeddingProvider, toUnitLength } from './provider.js'

/** A model on a server. */
export interface ModelOptions extends HttpOptions {
  /** Name of the model as the server knows it. */
  readonly model: string
  /** Numbers in its vectors; an answer with another number is refused. */
  readonly dimension: number
  /** Most texts in one request. Default 64. */
  readonly batch?: number
  /** Longest text that is sent, in characters; the rest is cut. Default 8,000, some 2,000 tokens. */
  readonly maxChars?: number
}

const BATCH = 64
const MAX_CHARS = 8000

/** Vectors of an Ollama server, by `POST /api/embed`. */
export const ollama = (options: ModelOptions): EmbeddingProvider =>
  inBatches(`ollama/${options.model}`, options, async (input) => {
    const answer = await postJson(options, '/api/embed', { model: options.model, input, truncate: true })
    return (answer as { embeddings?: unknown } | null)?.embeddings
  })

/** A model on a server that wants a key. */
export interface OpenAiOptions extends ModelOptions {
  /** File with the key, readable by its owner only (mode 0600). Undefined: no key is sent. */
  readonly keyFile?: string | undefined
}

/** Vectors of a server that speaks OpenAI's API, by `POST {url}/embeddings`; `url` ends in the version, such as /v1. */
export const openAiCompatible = (options: OpenAiOptions): EmbeddingProvider => {
  const { url, model, keyFile } = options
  // The host is part of the name: two servers may call different models the same.
  return inBatches(`openai/${new URL(url).host}/${model}`, options, async (input) => {
    const headers = keyFile === undefined ? {} : { authorization: `Bearer ${await keyIn(keyFile)}` }
    const answer = await postJson(options, '/embeddings', { model, input, encoding_format: 'float' }, headers)
    const rows = (answer as { data?: unknown } | null)?.data
    if (!Array.isArray(rows)) return undefined
    const ordered = (rows as { index?: number; embedding?: unknown }[]).toSorted(
      (one, other) => (one.index ?? 0) - (other.index ?? 0),
    )
    return ordered.map(({ embedding }) => embedding)
  })
}

/** Read at each request, so that a new key counts at once and none stays in memory. */
const keyIn = async (file: string): Promise<string> => {
  const { mode } = await stat(file).catch((error: unknown) => {
    throw new EmbeddingError(`the key file ${file} cannot be read`, 'refused', { cause: error })
  })
  if ((mode & 0o077) !== 0) throw new EmbeddingError(`the key file ${file} is open to others: chmod 600`, 'refused')
  return (await readFile(file, 'utf8')).trim()
}

type Ask = (input: readonly string[]) => Promise<unknown>

const inBatches = (id: string, options: ModelOptions, ask: Ask): EmbeddingProvider => ({
  id,
  dimension: options.dimension,
  async embed(texts) {
    const { batch = BATCH, maxChars = MAX_CHARS } = options
    const vectors: Float32Array[] = []
    for (let at = 0; at < texts.length; at += batch) {
      // Some servers refuse an empty text.
      const input = texts.slice(at, at + batch).map((text) => text.slice(0, maxChars).toWellFormed() || ' ')
      vectors.push(...checked(await ask(input), input.length, options.dimension, id))
    }
    return vectors
  },
})

const checked = (answer: unknown, count: number, dimension: number, id: string): Float32Array[] => {
  if (!Array.isArray(answer) || answer.length !== count)
    throw new EmbeddingError(`${id} answers no list of ${count} vectors`, 'answer')
  return answer.map((numbers: unknown) => {
    if (!Array.isArray(numbers) || !numbers.every((one) => Number.isFinite(one)))
      throw new EmbeddingError(`${id} answers something that is no vector`, 'answer')
    if (numbers.length !== dimension)
      throw new EmbeddingError(
        `${id} answers vectors of ${numbers.length} instead of ${dimension} numbers`,
        'dimension',
      )
    return toUnitLength(Float32Array.from(numbers as number[]))
  })
}
