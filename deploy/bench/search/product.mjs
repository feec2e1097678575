// The search as it is built into semantah, for a measurement: no copy of it, and no door in the service for it.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const PROJECT = join(import.meta.dirname, '../../..')
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
export const LIMITS = { batch: 256, retryDelayMs: 1000, candidates: 200, vectorWeight: 0.35, kept: 1, clustered: 300 }

/** The product's own code, bundled as it is for a measurement. */
export const loadProduct = async () => {
  const folder = join(PROJECT, '.tools', `bench-${process.pid}`)
  const outfile = join(folder, 'search.mjs')
  await mkdir(folder, { recursive: true })
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: join(PROJECT, 'services/semantah/src'), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: {
        '@heimgewebe/mesh': join(PROJECT, 'libs/mesh/src/errors.ts'),
        '@heimgewebe/context': join(PROJECT, 'libs/context/src/index.ts'),
        '@heimgewebe/embedding': join(PROJECT, 'libs/embedding/src/index.ts'),
      },
    })
    return await import(outfile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** An empty index in memory, with local vectors. */
export const openIndex = async (product) => {
  const db = await product.openSearchFile(':memory:')
  const vectors = new product.EmbeddedVectors(db)
  const provider = product.localLexical()
  const index = new product.SearchIndex(db, vectors, provider, [], LIMITS)
  return { index, vectors, provider, space: { provider: provider.id, dimension: provider.dimension } }
}
