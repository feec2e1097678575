import { join } from 'node:path'
import { ConfigError, env } from '@heimgewebe/mesh'
import { type Key, keyIn } from './io/search/key-file.js'

/** Settings of the search. */
export interface SearchConfig {
  /** Folder of the search's one file. Default `${HEIMGEWEBE_HOME}/semantah/search`. One process at a time may write it. */
  readonly folder: string
  /** Where vectors are kept: `embedded` (default), in the file of the search, or `qdrant`, a server. */
  readonly vectors: 'embedded' | 'qdrant'
  readonly qdrant: { readonly url: string; readonly apiKey: Key; readonly timeoutMs: number }
  /** Who makes the vectors: `local` (default; offline and lexical), `ollama` or `openai`. */
  readonly embedding: 'local' | 'ollama' | 'openai'
  /** Numbers of a local vector. Default 512. */
  readonly localDimension: number
  /** Ollama, with the model and the numbers of its vectors; without a model it is not configured. */
  readonly ollama: ModelConfig
  /** A server that speaks OpenAI's API; `url` ends in the version. */
  readonly openai: ModelConfig & { readonly keyFile: string | undefined }
  /** Longest wait for vectors, in milliseconds. Default 20 s. */
  readonly embeddingTimeoutMs: number
  /** Documents that are made vectors of at a time. Default 64. */
  readonly embeddingBatch: number
  /** How much of a hit's score comes from the vectors, 0 to 1. Default 0.35, as measured in docs/search.md. */
  readonly vectorWeight: number
  /** Hits by words and by vectors that are joined, each. Default 200. */
  readonly candidates: number
  /** Answers and vectors of questions that are kept in memory, each. Default 1,000. */
  readonly kept: number
  /** Most documents that are put into clusters, the latest first. Default 300; the work is quadratic. */
  readonly clustered: number
  /** Memory for lists of the documents in which words stand, in MiB; those not used for the longest time go. Default 32. */
  readonly wordsMib: number
}

/** A model on a server. */
export interface ModelConfig {
  readonly url: string
  readonly model: string | undefined
  readonly dimension: number
}

/** Reads the settings of the search. Throws `ConfigError` naming the one that is missing or wrong. */
export const readSearchConfig = (source: NodeJS.ProcessEnv, home: string): SearchConfig => ({
  folder: env.path(source, 'SEMANTAH_SEARCH_FOLDER', join(home, 'semantah', 'search')),
  vectors: oneOf(source, 'SEMANTAH_VECTORS', ['embedded', 'qdrant']),
  qdrant: {
    url: env.string(source, 'SEMANTAH_QDRANT_URL', 'http://127.0.0.1:6333'),
    apiKey: keyIn(source, 'SEMANTAH_QDRANT_KEY_FILE'),
    timeoutMs: env.duration(source, 'SEMANTAH_QDRANT_TIMEOUT', 10_000),
  },
  embedding: oneOf(source, 'SEMANTAH_EMBEDDING', ['local', 'ollama', 'openai']),
  localDimension: atLeast(8, source, 'SEMANTAH_LOCAL_DIMENSION', 512),
  ollama: {
    url: address(source, 'SEMANTAH_OLLAMA_URL', 'http://127.0.0.1:11434'),
    model: env.optional(source, 'SEMANTAH_OLLAMA_MODEL'),
    dimension: atLeast(1, source, 'SEMANTAH_OLLAMA_DIMENSION', 768),
  },
  openai: {
    url: address(source, 'SEMANTAH_OPENAI_URL', 'https://api.openai.com/v1'),
    model: env.optional(source, 'SEMANTAH_OPENAI_MODEL'),
    dimension: atLeast(1, source, 'SEMANTAH_OPENAI_DIMENSION', 1536),
    keyFile: env.optional(source, 'SEMANTAH_OPENAI_KEY_FILE'),
  },
  embeddingTimeoutMs: env.duration(source, 'SEMANTAH_EMBEDDING_TIMEOUT', 20_000),
  embeddingBatch: atLeast(1, source, 'SEMANTAH_EMBEDDING_BATCH', 64),
  vectorWeight: env.number(source, 'SEMANTAH_VECTOR_WEIGHT', 0.35),
  candidates: atLeast(10, source, 'SEMANTAH_SEARCH_CANDIDATES', 200),
  kept: atLeast(1, source, 'SEMANTAH_SEARCH_KEPT', 1000),
  clustered: atLeast(2, source, 'SEMANTAH_SEARCH_CLUSTERED', 300),
  wordsMib: atLeast(0, source, 'SEMANTAH_SEARCH_WORDS_MIB', 32),
})

const oneOf = <T extends string>(source: NodeJS.ProcessEnv, name: string, values: readonly [T, ...T[]]): T => {
  const value = env.string(source, name, values[0])
  const found = values.find((one) => one === value)
  if (found === undefined) throw new ConfigError(`${name} is none of ${values.join(', ')}: ${value}`)
  return found
}

const atLeast = (least: number, source: NodeJS.ProcessEnv, name: string, fallback: number): number => {
  const value = env.int(source, name, fallback)
  if (value < least) throw new ConfigError(`${name} is less than ${least}: ${value}`)
  return value
}

const address = (source: NodeJS.ProcessEnv, name: string, fallback: string): string => {
  const value = env.string(source, name, fallback)
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw new ConfigError(`${name} is no address: ${value}`)
  return value
}
