import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findNode } from './node-runtime.mjs'
import { PROJECT, TOOLS } from './paths.mjs'
import { Problem } from './problem.mjs'
import { findBubblewrap, findNatsServer } from './programs.mjs'

const MAIN = join(PROJECT, 'deploy', 'cli', 'dist', 'main.js')

/** Runs the CLI under the right Node and ends with its exit code. This process only passes signals on. */
export const launch = (args, node = findNode()) => {
  const next = 'Run "npm start" once in the project folder; it installs and builds everything.'
  if (node === undefined) throw new Problem('Node 24 is not installed here yet', next)
  if (!existsSync(MAIN)) throw new Problem('the command line is not built yet', next)
  const env = {
    ...process.env,
    HEIMGEWEBE_PROJECT: PROJECT,
    HEIMGEWEBE_NATS_SERVER: findNatsServer() ?? '',
    HEIMGEWEBE_BUBBLEWRAP: findBubblewrap() ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(TOOLS, 'compile-cache'),
  }
  // NOTE: the fourth channel closes when this process dies, however it dies; the CLI then stops what it started.
  const child = spawn(node, [MAIN, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`heimgewebe: ${node} cannot be run: ${error.message}\n`)
    process.exit(3)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

/** Runs an entry point and shows a problem as what, where and what next. */
export const main = async (work) => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`heimgewebe: ${error.message}\n${error.next ? `  ${error.next}\n` : ''}`)
    process.exitCode = error.exitCode
  }
}
