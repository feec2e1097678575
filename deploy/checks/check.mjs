// Everything that must hold before a change lands, in the order of its cost. `--without-tests` leaves out the tests, for
// those who ran them just before.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readdirSync } from 'node:fs'

const bin = join(import.meta.dirname, '../../node_modules/.bin')
const node = process.execPath
const projects = ['libs', 'services']
  .flatMap((room) => readdirSync(room).map((name) => `${room}/${name}`))
  .concat('deploy/cli')
const steps = [
  ['format', join(bin, 'prettier'), '--check', '--log-level', 'warn', '.'],
  ['generated: types', node, 'deploy/checks/generate-contracts.mjs', '--check'],
  ['generated: documents', node, 'deploy/checks/generate-docs.mjs', '--check'],
  ['contracts', node, 'deploy/checks/check-contracts.mjs'],
  ['settings', node, 'deploy/checks/check-settings.mjs'],
  ...projects.map((project) => [`types: ${project}`, join(bin, 'tsc'), '-p', `${project}/tsconfig.json`]),
  ['types: deploy', join(bin, 'tsc'), '-p', 'deploy/tsconfig.json'],
  ['types: page', join(bin, 'tsc'), '-p', 'services/leitstand/web/tsconfig.json'],
  // In two processes: the types of all rooms at once no longer fit into the heap of one.
  ['lint: services', join(bin, 'eslint'), '--max-warnings', '0', 'services'],
  ['lint: the rest', join(bin, 'eslint'), '--max-warnings', '0', '.', '--ignore-pattern', 'services/**'],
  [
    'imports',
    join(bin, 'depcruise'),
    '--config',
    'deploy/checks/dependency-cruiser.cjs',
    '--output-type',
    'err',
    'services',
    'libs',
    'deploy/cli',
  ],
  ['dead code', join(bin, 'knip')],
  ['compose files', node, 'deploy/checks/check-compose.mjs'],
  ['tests', 'npm', 'test', '--silent'],
].filter(([name]) => name !== 'tests' || !process.argv.includes('--without-tests'))

const failed = []
for (const [name, command, ...args] of steps) {
  const start = Date.now()
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}
