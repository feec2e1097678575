// Bundles the campaigns and runs them: `npm run test:faults -- --help`. Where it may, in a mount namespace of its own, so
// that no disk of a campaign outlives it.
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '../bootstrap/launch.mjs'
import { ensureNode } from '../bootstrap/node-runtime.mjs'
import { ensureNatsServer } from '../bootstrap/programs.mjs'
import { bundle } from '../build/bundle.mjs'

await main(async () => {
  const root = join(import.meta.dirname, '../..')
  process.chdir(root)
  const [node, natsServer] = [await ensureNode(), await ensureNatsServer()]
  const outfile = join(root, 'node_modules/.cache/heimgewebe-faults', `main-${process.pid}.mjs`)
  await bundle({ entry: 'deploy/faults/main.ts', outfile })
  const apart = spawnSync('unshare', ['-m', 'true']).status === 0 ? ['unshare', '-m'] : []
  const [program, ...args] = [...apart, node, '--enable-source-maps', outfile, ...process.argv.slice(2)]
  const env = { ...process.env, HEIMGEWEBE_NATS_SERVER: natsServer }
  const child = spawn(program, args, { stdio: 'inherit', env })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => {
    for (const file of [outfile, `${outfile}.map`]) rmSync(file, { force: true })
    process.exitCode = code ?? 1
  })
})
