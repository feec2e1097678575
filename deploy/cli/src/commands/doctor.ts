import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Context } from '../context.js'
import { EXIT, messageOf } from '../failure.js'
import { askSupervisor } from '../stack/control.js'
import { natsVersion } from '../stack/nats.js'
import { postgresBinaries } from '../stack/postgres-binaries.js'
import { postgresUser } from '../stack/postgres-user.js'
import { checkPorts, freeMib } from '../stack/preflight.js'
import type { Settings } from '../stack/settings.js'

/** One thing that was looked at. */
interface Finding {
  readonly check: string
  /** `warn`: the mesh runs, something is missing. */
  readonly state: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** The exact fix; empty when all is well. */
  readonly fix: string
}

type Check = (settings: Settings) => Promise<Omit<Finding, 'check'>>

const ok = (found: string): Omit<Finding, 'check'> => ({ state: 'ok', found, fix: '' })
const fail = (found: string, fix: string): Omit<Finding, 'check'> => ({ state: 'fail', found, fix })
const warn = (found: string, fix: string): Omit<Finding, 'check'> => ({ state: 'warn', found, fix })

const output = async (command: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(command, args, { timeout: 10_000 })).stdout.trim()

const CHECKS: Readonly<Record<string, Check>> = {
  node: async () =>
    Number(process.versions.node.split('.')[0]) >= 24
      ? ok(process.versions.node)
      : fail(process.versions.node, 'Run "npm start" once; it installs Node 24.'),
  git: async () => {
    const version = await output('git', '--version').catch(() => undefined)
    return version === undefined ? fail('not found', 'Install git, for example "apt-get install git".') : ok(version)
  },
  postgres: async (settings) => {
    const { postgres } = await postgresBinaries(settings.postgresBin)
    await postgresUser(process.getuid?.())
    return ok(await output(postgres, '--version'))
  },
  'nats-server': async ({ natsServer }) => {
    const version = natsServer ? await natsVersion(natsServer) : undefined
    if (version === undefined)
      return fail('not found', 'Run "npm start" once, which fetches it, or set HEIMGEWEBE_NATS_SERVER to it.')
    const text = `${version.join('.')} at ${natsServer}`
    const old = version[0] < 2 || (version[0] === 2 && version[1] < 10)
    return old ? warn(text, 'It works, but lacks fixes: install nats-server 2.10 or later.') : ok(text)
  },
  sandbox: async ({ bubblewrap: path }) => {
    const fix = 'Install the package bubblewrap; until then guards are shown as not run.'
    if (!path) return warn('bubblewrap not found', fix)
    try {
      await output(path, '--ro-bind', '/', '/', '--unshare-all', '--', 'true')
      return ok(`${await output(path, '--version')} at ${path}`)
    } catch (error) {
      return warn(
        messageOf(error).split('\n').at(-1) ?? '',
        'Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).',
      )
    }
  },
  home: async ({ home }) => {
    const writable = await access(home, constants.W_OK).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    )
    return writable
      ? ok(home)
      : fail(`${home} cannot be written`, `Give it to your user: chown -R "$(id -u)" "${home}"`)
  },
  disk: async ({ home, project, minimumDiskMib }) => {
    const free = await freeMib(home).catch(() => freeMib(project))
    return free < minimumDiskMib
      ? fail(`${free} MiB free`, `Free at least ${minimumDiskMib} MiB.`)
      : ok(`${free} MiB free`)
  },
  ports: async (settings) => {
    if ((await askSupervisor(settings.home, { command: 'status' })) !== undefined) return ok('held by the running mesh')
    await checkPorts(settings)
    return ok('free')
  },
}

/** `heimgewebe doctor`: looks at the machine; exit code 1 when something keeps the mesh from running. */
export const doctor = async ({ terminal, settings, json }: Context): Promise<number> => {
  const findings = await Promise.all(
    Object.entries(CHECKS).map(async ([check, look]): Promise<Finding> => {
      const result = await look(settings).catch((error: unknown) => fail(messageOf(error), nextOf(error)))
      return { check, ...result }
    }),
  )
  if (json) terminal.json({ findings })
  const signs = { ok: terminal.tint('good', '✓'), warn: terminal.tint('warn', '!'), fail: terminal.tint('bad', '✗') }
  for (const { check, state, found, fix } of json ? [] : findings) {
    terminal.print(`${signs[state]} ${check.padEnd(12)} ${found}`)
    if (fix) terminal.print(`  ${''.padEnd(12)} ${terminal.tint('strong', fix)}`)
  }
  return findings.some(({ state }) => state === 'fail') ? EXIT.findings : EXIT.fine
}

const nextOf = (error: unknown): string =>
  error instanceof Error && 'next' in error && typeof error.next === 'string' ? error.next : 'See the message.'
