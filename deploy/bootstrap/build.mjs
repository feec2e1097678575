import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { PROJECT, TOOLS } from './paths.mjs'
import { run, step } from './steps.mjs'

const STAMP = join(TOOLS, 'build-stamp')
const SOURCES = ['contracts', 'libs', 'services', 'deploy/cli', 'deploy/build', 'package-lock.json']
const IGNORED = new Set(['node_modules', 'dist', 'test', '.nx'])

/** Calls `visit` with each file below a path; tests and build results are left out. */
const walk = (path, visit) => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile()) visit(path, stats)
  if (!stats?.isDirectory()) return
  for (const name of readdirSync(path).sort()) {
    if (!IGNORED.has(name) && !/\.test\.tsx?$/.test(name)) walk(join(path, name), visit)
  }
}

/** Fingerprint of all sources by name, size and time: some milliseconds, where asking Nx costs a second. */
const fingerprint = () => {
  const hash = createHash('sha256')
  for (const source of SOURCES)
    walk(join(PROJECT, source), (path, { size, mtimeMs }) => hash.update(`${path}\0${size}\0${mtimeMs}\n`))
  return hash.digest('hex')
}

const results = () => {
  const services = readdirSync(join(PROJECT, 'services')).filter((name) =>
    existsSync(join(PROJECT, 'services', name, 'package.json')),
  )
  return [...services.map((name) => `services/${name}/dist/main.js`), 'deploy/cli/dist/main.js'].map((path) =>
    join(PROJECT, path),
  )
}

/** Builds services, page and CLI, unless nothing has changed since the last build. */
export const ensureBuild = async (node) => {
  const now = fingerprint()
  const last = await readFile(STAMP, 'utf8').catch(() => '')
  if (now === last && results().every((path) => existsSync(path))) return
  await step('building the services', () =>
    run(node, [join(PROJECT, 'node_modules', '.bin', 'nx'), 'run-many', '-t', 'build', '--outputStyle=static'], {
      cwd: PROJECT,
      timeoutMs: 600_000,
      env: {
        ...process.env,
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      },
      next: 'If you changed the code, mend it; "npm run check" says more. Otherwise run "npm ci" and start again.',
    }),
  )
  await mkdir(TOOLS, { recursive: true })
  await writeFile(STAMP, now)
}
