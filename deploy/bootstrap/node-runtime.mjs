import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT, TOOLS } from './paths.mjs'
import { Problem } from './problem.mjs'
import { run, step } from './steps.mjs'

/** Version that the project is built and tested with. */
const VERSION = '24.21.0'
const MAJOR = 24

const PLATFORM = `node-${process.platform}-${process.arch}`
const CANDIDATES = [
  join(PROJECT, 'node_modules', PLATFORM, 'bin', 'node'),
  join(TOOLS, 'node_modules', PLATFORM, 'bin', 'node'),
]

/** Path of a Node that can run the services: this one if it is new enough, else the project's own. Undefined: none yet. */
export const findNode = () =>
  Number(process.versions.node.split('.')[0]) === MAJOR ? process.execPath : CANDIDATES.find((path) => existsSync(path))

/** The same, installed into the tools folder first where it is missing. */
export const ensureNode = async () => {
  const found = findNode()
  if (found !== undefined) return found
  const next = `Install Node ${MAJOR} (https://nodejs.org) and start again with it.`
  if (process.platform !== 'linux')
    throw new Problem(`this is Node ${process.versions.node}; the services need Node ${MAJOR}`, next)
  // NOTE: npm below another npm (`npm start`) does not make the folder by itself.
  mkdirSync(TOOLS, { recursive: true })
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  await step(`installing Node ${VERSION} into ${TOOLS}`, () =>
    run('npm', ['install', '--prefix', TOOLS, ...options, `${PLATFORM}@${VERSION}`], {
      cwd: PROJECT,
      timeoutMs: 300_000,
      next,
    }),
  )
  const installed = findNode()
  if (installed === undefined) throw new Problem(`npm installed ${PLATFORM}, but ${CANDIDATES[1]} is missing`, next)
  return installed
}
