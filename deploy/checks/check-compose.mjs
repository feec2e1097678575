// Validates both compose files with a real compose binary, and that PROD and TEST share nothing. No engine is needed,
// and none is used: that the images build and the containers run is not shown here.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasApt, unpackPackage } from '../bootstrap/debian-packages.mjs'
import { PROJECT, UNPACKED } from '../bootstrap/paths.mjs'
import { Problem } from '../bootstrap/problem.mjs'

const UNPACKED_COMPOSE = join(UNPACKED, 'usr/libexec/docker/cli-plugins/docker-compose')
const CLI = join(PROJECT, 'deploy/cli')

const works = (command, args) => {
  try {
    return /\b(v?2|v?[3-9])\.\d+/.test(
      execFileSync(command, [...args, 'version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return false
  }
}

/** A compose of version 2 or later: the plugin, the program, or Debian's package unpacked into the tools folder. */
const findCompose = async () => {
  const known = [
    ['docker', ['compose']],
    ['docker-compose', []],
    [UNPACKED_COMPOSE, []],
  ]
  const found = known.find(([command, args]) => works(command, args))
  if (found) return found
  const next = 'Install Docker Compose 2 or later.'
  if (!hasApt()) throw new Problem('there is no docker compose to validate with', next)
  await unpackPackage('docker-compose', ['sid', 'trixie', 'system'], next)
  return [UNPACKED_COMPOSE, []]
}

const publishedPorts = (stack) =>
  Object.values(stack.services).flatMap(({ ports }) => (ports ?? []).map(({ published }) => published))

const problemsOf = (prod, test) => {
  const problems = []
  const shared = publishedPorts(prod).filter((port) => publishedPorts(test).includes(port))
  if (shared.length > 0) problems.push(`both stacks publish ${shared.join(', ')}`)
  for (const stack of [prod, test]) {
    const open = Object.entries(stack.services).filter(([, { ports }]) =>
      (ports ?? []).some(({ host_ip }) => host_ip !== '127.0.0.1'),
    )
    if (open.length > 0)
      problems.push(`${stack.name}: ${open.map(([name]) => name).join(', ')} listen beyond this machine`)
    const unchecked = Object.entries(stack.services).filter(([, { healthcheck }]) => !healthcheck)
    if (unchecked.length > 0)
      problems.push(`${stack.name}: ${unchecked.map(([name]) => name).join(', ')} have no health check`)
  }
  for (const kind of ['volumes', 'networks']) {
    const names = (stack) => Object.values(stack[kind] ?? {}).map(({ name }) => name)
    const both = names(prod).filter((name) => names(test).includes(name))
    if (both.length > 0) problems.push(`both stacks use the ${kind} ${both.join(', ')}`)
  }
  if (Object.keys(prod.services).join() !== Object.keys(test.services).join())
    problems.push('the stacks have different services')
  return problems
}

const home = mkdtempSync(join(tmpdir(), 'heimgewebe-compose-'))
try {
  const [command, args] = await findCompose()
  if (!existsSync(join(CLI, 'dist/main.js')))
    execFileSync(process.execPath, ['../build/build-service.mjs'], { cwd: CLI })
  const env = {
    ...process.env,
    HEIMGEWEBE_PROJECT: PROJECT,
    HEIMGEWEBE_HOME: home,
    TEST_HEIMGEWEBE_HOME: join(home, 'test'),
  }
  for (const flags of [[], ['--test']])
    execFileSync(process.execPath, [join(CLI, 'dist/main.js'), 'docker-files', ...flags], { env })
  const [prod, test] = ['docker-compose.yml', 'docker-compose.test.yml'].map((file) =>
    JSON.parse(
      execFileSync(command, [...args, '--file', file, 'config', '--format', 'json'], {
        cwd: PROJECT,
        env,
        encoding: 'utf8',
      }),
    ),
  )
  const problems = problemsOf(prod, test)
  for (const problem of problems) process.stderr.write(`compose: ${problem}\n`)
  if (problems.length > 0) process.exitCode = 1
  else
    process.stdout.write(
      `compose: both files are valid, ${Object.keys(prod.services).length} containers each, nothing shared\n`,
    )
} catch (error) {
  process.stderr.write(`compose: ${error.stderr || error.message}\n`)
  process.exitCode = 1
} finally {
  rmSync(home, { recursive: true, force: true })
}
