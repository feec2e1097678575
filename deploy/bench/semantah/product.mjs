// The product's own code, bundled as it is for a measurement: no copy of it, and no door in the service for it.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const PROJECT = join(import.meta.dirname, '../../..')
const LIBS = ['context', 'decider', 'embedding']

const GRAPH = `
export { Graph } from './io/graph.js'
export { LadybugGraphStore } from './io/ladybug/ladybug-graph-store.js'
export { Neo4jGraphStore } from './io/neo4j/neo4j-graph-store.js'
export { linkChange } from './decisions/link-change.js'
export { linkPullRequest, linkMerge } from './decisions/link-pull-request.js'
export { linkCi } from './decisions/link-run.js'
export { linkIssue } from './decisions/link-repository.js'
export { linkIncident } from './decisions/link-incident.js'
export { findFileHistory } from './io/questions/file-history.js'
export { findCoChanges } from './io/questions/co-changes.js'
export { findOwners } from './io/questions/owners.js'
export { findHotspots } from './io/questions/hotspots.js'
export { findAffected } from './io/questions/affected-areas.js'
`

/** What a measurement needs of semantah: the graph, or what `entry`, a module beside its source, exports. */
export const loadProduct = async (entry = GRAPH) => {
  const folder = join(PROJECT, '.tools', `bench-${process.pid}`)
  const outfile = join(folder, `${Date.now()}.mjs`)
  const sources = LIBS.map((lib) => [`@heimgewebe/${lib}`, join(PROJECT, `libs/${lib}/src/index.ts`)])
  await mkdir(folder, { recursive: true })
  try {
    await build({
      stdin: { contents: entry, resolveDir: join(PROJECT, 'services/semantah/src'), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: { '@heimgewebe/mesh': join(PROJECT, 'libs/mesh/src/errors.ts'), ...Object.fromEntries(sources) },
    })
    return await import(outfile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
