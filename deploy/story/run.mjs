// npm run story -- [--incidents 2] [--used-by api,worker] [--json]
// Bundles the story and plays it on a whole mesh of its own: free ports, a home under /tmp, everything real.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from '../bootstrap/build.mjs'
import { ensureDependencies } from '../bootstrap/dependencies.mjs'
import { main } from '../bootstrap/launch.mjs'
import { ensureNode } from '../bootstrap/node-runtime.mjs'
import { ensureBubblewrap, ensureNatsServer } from '../bootstrap/programs.mjs'

await main(async () => {
  const root = join(import.meta.dirname, '../..')
  process.chdir(root)
  const node = await ensureNode()
  await Promise.all([ensureDependencies(node).then(() => ensureBuild(node)), ensureNatsServer(), ensureBubblewrap()])
  const { bundle } = await import('../build/bundle.mjs')
  // NOTE: two folders below the root, as its sources are: they look for the project from where they lie.
  const outfile = join(root, 'node_modules/.cache', `heimgewebe-story-${process.pid}.mjs`)
  await bundle({ entry: 'deploy/story/main.ts', outfile })
  const child = spawn(node, ['--enable-source-maps', outfile, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => {
    for (const file of [outfile, `${outfile}.map`]) rmSync(file, { force: true })
    process.exitCode = code ?? 1
  })
})
