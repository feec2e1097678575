import { type EmbeddingProvider, localLexical, ollama, openAiCompatible } from '@heimgewebe/embedding'
import { ConfigError } from '@heimgewebe/mesh'
import type { SearchConfig } from '../../search-config.js'
import { EmbeddedVectors } from './embedded-vectors.js'
import { openSearchFile } from './search-file.js'
import { SearchIndex } from './search-index.js'
import type { VectorStore } from './vector-store.js'

/** Wait after the first failure of a provider, in milliseconds. */
const RETRY_DELAY_MS = 1000
const MIB = 2 ** 20

/** Opens the search on the stores and the provider that the settings name. */
export const openSearch = async (config: SearchConfig): Promise<SearchIndex> => {
  const all = providersOf(config)
  const provider = all[config.embedding]
  if (!provider) throw new ConfigError(`SEMANTAH_${config.embedding.toUpperCase()}_MODEL is not set`)
  const others = Object.values(all).filter((one) => one !== provider)
  const db = await openSearchFile(config.folder)
  const vectors = config.vectors === 'qdrant' ? await openQdrant(config.qdrant) : new EmbeddedVectors(db)
  const { embeddingBatch: batch, candidates, vectorWeight, kept, clustered, wordsMib } = config
  const limits = {
    batch,
    retryDelayMs: RETRY_DELAY_MS,
    candidates,
    vectorWeight,
    kept,
    clustered,
    wordBytes: wordsMib * MIB,
  }
  return new SearchIndex(db, vectors, provider, others, limits)
}

/** Loaded where it is used only: the client takes 15 MiB. */
const openQdrant = async (options: SearchConfig['qdrant']): Promise<VectorStore> => {
  const { QdrantVectors } = await import('./qdrant-vectors.js')
  return new QdrantVectors(options)
}

/** All that the settings know, chosen or not: the vectors of the one before are asked by it until the new ones are made. */
const providersOf = (config: SearchConfig): Partial<Record<SearchConfig['embedding'], EmbeddingProvider>> => {
  const timeoutMs = config.embeddingTimeoutMs
  const { ollama: own, openai } = config
  return {
    local: localLexical(config.localDimension),
    ...(own.model === undefined ? {} : { ollama: ollama({ ...own, model: own.model, timeoutMs }) }),
    ...(openai.model === undefined ? {} : { openai: openAiCompatible({ ...openai, model: openai.model, timeoutMs }) }),
  }
}
