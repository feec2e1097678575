import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { PROJECT } from './paths.mjs'
import { run, step } from './steps.mjs'

/** Most time that `npm ci` may take, in milliseconds. */
const LIMIT_MS = 900_000

const readLock = async (path) => {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm notes what it installed in a lock of its own;
 * packages of other platforms are not in it.
 */
export const dependenciesAreInstalled = async () => {
  const [wanted, installed] = await Promise.all([
    readLock(join(PROJECT, 'package-lock.json')),
    readLock(join(PROJECT, 'node_modules', '.package-lock.json')),
  ])
  if (wanted === undefined || installed === undefined) return false
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional }]) => {
    if (!path.includes('node_modules/')) return true
    if (link) return existsSync(join(PROJECT, path))
    return installed[path]?.version === version || ((optional || devOptional) && installed[path] === undefined)
  })
}

/** Installs the locked dependencies where they are missing or out of date. */
export const ensureDependencies = async (node) => {
  if (await dependenciesAreInstalled()) return
  await step('installing the locked dependencies (npm ci)', () =>
    run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
      cwd: PROJECT,
      timeoutMs: LIMIT_MS,
      // NOTE: under an older Node npm prints a warning for every package that asks for a newer one.
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
      next: 'Check the network and the npm registry ("npm ping"), then start again; what is done stays done.',
    }),
  )
}
