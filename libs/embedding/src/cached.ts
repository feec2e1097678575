import type { EmbeddingProvider } from './provider.js'

/** A provider that remembers. */
export interface CachedProvider extends EmbeddingProvider {
  /** Texts that were answered from memory and that were asked for, since the start. */
  readonly counts: { readonly hits: number; readonly misses: number }
}

/** Keeps the vectors of the texts that were asked for last, so that equal ones cost no call. Default 1,000 texts. */
export const cached = (provider: EmbeddingProvider, most = 1000): CachedProvider => {
  // A Map keeps the order of insertion: what was used is put at its end, what is at its beginning goes first.
  const kept = new Map<string, Float32Array>()
  const counts = { hits: 0, misses: 0 }
  const keep = (text: string, vector: Float32Array): void => {
    kept.delete(text)
    kept.set(text, vector)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
  }
  return {
    id: provider.id,
    dimension: provider.dimension,
    counts,
    async embed(texts) {
      const found = new Map<string, Float32Array>()
      for (const text of texts) {
        const vector = kept.get(text)
        if (vector) found.set(text, vector)
      }
      const missing = [...new Set(texts)].filter((text) => !found.has(text))
      counts.misses += missing.length
      counts.hits += texts.length - missing.length
      const vectors = missing.length === 0 ? [] : await provider.embed(missing)
      for (const [at, text] of missing.entries()) found.set(text, vectors[at]!)
      for (const [text, vector] of found) keep(text, vector)
      return texts.map((text) => found.get(text)!)
    },
  }
}
