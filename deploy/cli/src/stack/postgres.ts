import { execFile } from 'node:child_process'
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EXIT, Failure, messageOf } from '../failure.js'
import type { ProcessSpec } from './managed-process.js'
import { dyingWithParent } from './parent-death.js'
import { postgresBinaries } from './postgres-binaries.js'
import { ADMIN, HOST_RULES, postgresSettings } from './postgres-settings.js'
import { postgresUser } from './postgres-user.js'
import { startTimeOf } from './process-tree.js'
import type { Secrets } from './secrets.js'
import type { Settings } from './settings.js'

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** How the embedded Postgres of a stack is run; its data folder is made first where there is none. */
export const postgresProcess = async (settings: Settings, secrets: Secrets): Promise<ProcessSpec> => {
  const folder = join(settings.home, 'postgres')
  const { postgres, initdb } = await postgresBinaries(settings.postgresBin)
  const prefix = await postgresUser(process.getuid?.())
  if (!(await exists(join(folder, 'PG_VERSION')))) await initialise(folder, [...prefix, initdb], secrets)
  await writeFile(join(folder, 'pg_hba.conf'), HOST_RULES, { mode: 0o600 })
  const options = Object.entries(postgresSettings(settings.ports.postgres)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const [command, ...args] = [...prefix, ...(await dyingWithParent('INT', [postgres, '-D', folder, ...options]))]
  return {
    name: 'postgres',
    port: settings.ports.postgres,
    command: command!,
    args,
    cwd: settings.home,
    env: postgresEnvironment(),
    // NOTE: SIGINT is a fast stop: sessions are cut, a checkpoint is written. SIGTERM would wait for every session to leave.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 30_000,
    readyTimeoutMs: 120_000,
    prepare: () => removeStaleLock(folder),
    ready: async (pid) => {
      const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')
      if (Number(lines[0]) !== pid || lines[7]?.trim() !== 'ready')
        throw new Error(`database is ${lines[7]?.trim() || 'starting'}`)
    },
  }
}

const postgresEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
})

/** Makes the data folder beside its place and moves it there when complete, so that a broken first start leaves nothing half made. */
const initialise = async (folder: string, initdb: readonly string[], secrets: Secrets): Promise<void> => {
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const options = [
    '--username',
    ADMIN,
    '--pwfile',
    secrets.adminPasswordFile,
    '--auth',
    'scram-sha-256',
    '--data-checksums',
  ]
  const locale = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C']
  try {
    const [command, ...args] = [...initdb, '--pgdata', draft, ...options, ...locale]
    await promisify(execFile)(command!, args, { env: postgresEnvironment(), timeout: 120_000 })
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new Failure(
      `the database could not be made in ${folder}: ${stderr?.trim().split('\n').at(-1) || messageOf(error)}`,
      EXIT.unreachable,
      'Check that the folder is on a local disk with free space and belongs to you.',
      { cause: error },
    )
  }
  await rename(draft, folder)
  const parent = await open(join(folder, '..'), 'r')
  await parent.sync().finally(() => parent.close())
}

/**
 * Removes the lock file of a server that is gone. Postgres itself refuses to start while the pid in it is alive, also where
 * that pid now belongs to some other program.
 */
const removeStaleLock = async (folder: string): Promise<void> => {
  const path = join(folder, 'postmaster.pid')
  const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0])
  if (!pid) return
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const alive = (await startTimeOf(pid)) !== undefined
  if (alive && command.includes('postgres') && command.includes(folder))
    throw new Failure(
      `a PostgreSQL server (pid ${pid}) still uses ${folder}`,
      EXIT.unreachable,
      `Stop it with "kill -INT ${pid}", then start again.`,
    )
  await rm(path, { force: true })
}
