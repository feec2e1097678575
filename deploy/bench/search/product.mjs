// The search as it is built into semantah, for a measurement.
import { loadProduct as load } from '../semantah/product.mjs'

const ENTRY = `
export { describeChange } from './decisions/describe-document.js'
export { EmbeddedVectors } from './io/search/embedded-vectors.js'
export { fuse } from './io/search/fuse.js'
export { openSearchFile } from './io/search/search-file.js'
export { SearchIndex } from './io/search/search-index.js'
export { VectorTable } from './io/search/vector-table.js'
export { textOf } from './io/search/document.js'
export { localLexical } from '@heimgewebe/embedding'
`

/** Bounds of a measured index; nothing is answered from memory. */
export const LIMITS = {
  batch: 256,
  retryDelayMs: 1000,
  candidates: 200,
  vectorWeight: 0.35,
  kept: 1,
  clustered: 300,
  wordBytes: 2 ** 25,
}

export const loadProduct = () => load(ENTRY)

/** An empty index in a folder, or in memory, with local vectors. */
export const openIndex = async (product, folder = ':memory:') => {
  const db = await product.openSearchFile(folder)
  const vectors = new product.EmbeddedVectors(db)
  const provider = product.localLexical()
  const index = new product.SearchIndex(db, vectors, provider, [], LIMITS)
  return { index, vectors, provider, space: { provider: provider.id, dimension: provider.dimension } }
}
