#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then hands over to the CLI. Runs on Node 20.19 and later and needs no package.
import { ensureBuild } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { launch, main } from './bootstrap/launch.mjs'
import { ensureNode } from './bootstrap/node-runtime.mjs'
import { ensureBubblewrap, ensureNatsServer } from './bootstrap/programs.mjs'

await main(async () => {
  const args = process.argv.slice(2)
  const node = await ensureNode()
  // NOTE: --help must answer at once; it needs no server.
  await Promise.all([
    ensureDependencies(node).then(() => ensureBuild(node)),
    ...(args.includes('--help') ? [] : [ensureNatsServer(), ensureBubblewrap()]),
  ])
  launch(['run', ...args], node)
})
