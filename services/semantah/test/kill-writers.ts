import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import type { Entry } from '../src/io/graph-entry.js'
import type { LadybugLimits } from '../src/io/ladybug/store.js'
import type { Neo4jLimits } from '../src/io/neo4j/connection.js'

/** Which store the killed processes write to. */
export type StoreLimits = { readonly ladybug: LadybugLimits } | { readonly neo4j: Neo4jLimits }

/** Moments of the kills: milliseconds after the process began to write. */
const KILLS = [5, 30, 90, 200]

/** The process that is killed: applies the log over and over in small batches, as a service that catches up does. */
const WRITER = `
import { Graph } from './io/graph.js'
import { LadybugGraphStore } from './io/ladybug/ladybug-graph-store.js'
import { Neo4jGraphStore } from './io/neo4j/neo4j-graph-store.js'
process.once('message', async ({ ladybug, neo4j, log }) => {
  const graph = await Graph.on(await (ladybug ? LadybugGraphStore.open(ladybug) : Neo4jGraphStore.open(neo4j, 20_000)))
  process.send('writing')
  const rest = log.filter(({ evidence }) => evidence.position > graph.position())
  for (let start = 0; start < rest.length; start += 9) await graph.apply(rest.slice(start, start + 9))
  process.exit()
})`

/** Lets processes write a log to a store and kills each, at another moment. What they leave is whatever it is. */
export const killWriters = async (store: StoreLimits, log: readonly Entry[]): Promise<void> => {
  const root = join(import.meta.dirname, '../../..')
  // Inside the project, so that the bundle finds the packages.
  const folder = await mkdtemp(join(root, '.tools', 'kill-'))
  const outfile = join(folder, 'writer.mjs')
  try {
    await build({
      stdin: { contents: WRITER, resolveDir: join(import.meta.dirname, '../src'), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: { '@heimgewebe/mesh': join(root, 'libs/mesh/src/errors.ts') },
    })
    for (const after of KILLS) {
      const writer = fork(outfile, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const gone = new Promise((resolve) => writer.once('exit', resolve))
      writer.send({ ...store, log })
      await Promise.race([new Promise((resolve) => writer.once('message', resolve)), gone])
      await sleep(after)
      writer.kill('SIGKILL')
      await gone
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
