import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUser, type KeyPair } from '@nats-io/nkeys'
import { natsConfig } from '../../cli/src/stack/nats-config.js'
import { API_PREFIX } from '../../cli/src/stack/nats-permissions.js'
import { SERVICES, type ServiceName } from '../../cli/src/stack/services.js'
import { newRepository } from '../hand/repository.js'
import type { Bundles } from '../rig/bundles.js'
import { NatsServer } from '../rig/nats.js'
import { Part } from '../rig/part.js'
import { freePort } from '../rig/ports.js'
import { PostgresServer } from '../rig/postgres.js'

/** Services that decide and act; chronik besides. */
export const ACTORS = ['heimgeist', 'hauski'] as const
/** Longest wait for the mesh to take events, in milliseconds. */
const READY_MS = 90_000

/** What the tokens of the mesh open; an attacker may hold any but the owner's. */
export interface Tokens {
  readonly owner: string
  readonly append: string
  readonly read: string
  readonly expired: string
}

/**
 * chronik, heimgeist and hauski as they ship, on a real Postgres and a nats-server with the accounts of a stack, and a
 * repository that they may act on.
 */
export class ActingMesh {
  readonly folder = mkdtempSync(join(tmpdir(), 'heimgewebe-acting-'))
  readonly repository = join(this.folder, 'world/shop')
  /** First commit of the repository. */
  readonly head: string
  /** Key of each service. Whoever has one is that service to the bus. */
  readonly keys: Readonly<Record<ServiceName, KeyPair>>
  readonly tokens: Tokens
  readonly postgres: PostgresServer
  readonly nats: NatsServer
  readonly chronik: Part
  readonly heimgeist: Part
  readonly hauski: Part

  private constructor(
    bundles: Bundles,
    private readonly ports: Readonly<Record<'postgres' | 'nats' | 'monitor' | 'chronik' | 'heimgeist', number>>,
    settings: NodeJS.ProcessEnv,
  ) {
    const logs = join(this.folder, 'logs')
    for (const one of ['logs', 'keys', 'access']) mkdirSync(join(this.folder, one), { recursive: true })
    this.head = newRepository(this.repository)
    this.keys = Object.fromEntries(SERVICES.map((name) => [name, createUser()])) as Record<ServiceName, KeyPair>
    this.tokens = this.makeTokens()
    this.postgres = new PostgresServer(join(this.folder, 'postgres'), ports.postgres, [], join(logs, 'postgres.log'))
    const publicKeys = Object.fromEntries(SERVICES.map((name) => [name, this.keys[name].getPublicKey()]))
    const { nats: port, monitor: monitorPort } = ports
    this.nats = new NatsServer(join(this.folder, 'nats'), port, monitorPort, join(logs, 'nats.log'), (storeFolder) =>
      natsConfig({ stack: 'test', host: '127.0.0.1', port, monitorPort, storeFolder, storeGib: 4, keys: publicKeys }),
    )
    const part = (name: 'chronik' | 'heimgeist' | 'hauski', program: string): Part =>
      new Part(
        name,
        () => ({
          program: process.execPath,
          args: ['--max-old-space-size=512', program],
          env: { ...this.settingsOf(name), ...settings },
        }),
        join(logs, `${name}.log`),
      )
    this.chronik = part('chronik', bundles.chronik)
    this.heimgeist = part('heimgeist', bundles.services['heimgeist']!)
    this.hauski = part('hauski', bundles.services['hauski']!)
  }

  static async start(bundles: Bundles, settings: NodeJS.ProcessEnv = {}): Promise<ActingMesh> {
    const names = ['postgres', 'nats', 'monitor', 'chronik', 'heimgeist'] as const
    const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)))
    const mesh = new ActingMesh(bundles, ports as Record<(typeof names)[number], number>, settings)
    try {
      mesh.postgres.init()
      for (const part of [mesh.postgres.part, mesh.nats.part]) part.start()
      await Promise.all([mesh.postgres.ready(), mesh.nats.ready()])
      for (const part of mesh.services) part.start()
      await mesh.ready()
      return mesh
    } catch (error) {
      await mesh.stop()
      throw error
    }
  }

  get services(): readonly Part[] {
    return [this.chronik, this.heimgeist, this.hauski]
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.chronik}`
  }

  /** Address of nats-server without its scheme. */
  get bus(): string {
    return `127.0.0.1:${this.ports.nats}`
  }

  /** Resolves when chronik takes appends and both actors have their tables. */
  async ready(): Promise<void> {
    for (const end = Date.now() + READY_MS; ; await sleep(100)) {
      const up = await fetch(`${this.url}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      )
      const tables = await Promise.all(
        ACTORS.map((name) => this.postgres.query(`select 1 from ${name}.mesh_cursor`).catch(() => [])),
      )
      if (up && tables.every((rows) => rows.length > 0)) return
      if (Date.now() > end) throw new Error(`the mesh is not ready\n${this.lastWords()}`)
    }
  }

  /** Waits until nothing moves any more; false where it does not come to rest. */
  async rest(limitMs = 120_000): Promise<boolean> {
    let before = -1
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(300)) {
      const now = await this.movement().catch(() => undefined)
      if (now !== undefined && now.waits === 0 && now.head === before) return true
      before = now?.waits === 0 ? now.head : -1
    }
    return false
  }

  private async movement(): Promise<{ head: number; waits: number }> {
    const [row] = await this.postgres.query<{ head: number; waits: number }>(
      `select (select coalesce(max(position), 0) from chronik.log) as head,
        ${ACTORS.map(
          (name) => `(select count(*) from ${name}.mesh_outbox)
            + (select count(*) from ${name}.mesh_act where state <> 'done')
            + (select count(*) from chronik.log where position > (select position from ${name}.mesh_cursor)
                and type = any('{${HEARD[name].join(',')}}'))`,
        ).join(' + ')}
        + (select count(*) from heimgeist.alarm where at <= 0) as waits`,
    )
    return { head: Number(row!.head), waits: Number(row!.waits) }
  }

  lastWords(): string {
    return [this.postgres.part, this.nats.part, ...this.services]
      .map((part) => `--- ${part.name}\n${part.tail(8)}`)
      .join('\n')
  }

  async stop(): Promise<void> {
    await Promise.all([...this.services, this.nats.part, this.postgres.part].map((part) => part.stop()))
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  private makeTokens(): Tokens {
    const token = (): string => `hgw_${randomBytes(32).toString('base64url')}`
    const tokens = { owner: token(), append: token(), read: token(), expired: token() }
    writeFileSync(join(this.folder, 'token'), tokens.owner, { mode: 0o600 })
    const entry = (name: keyof Tokens, scope: string, expires?: string) => ({
      name,
      scopes: [scope],
      sha256: createHash('sha256').update(tokens[name]).digest('hex'),
      created: '2026-01-01T00:00:00Z',
      ...(expires === undefined ? {} : { expires }),
    })
    const entries = [
      entry('append', 'append'),
      entry('read', 'read'),
      entry('expired', 'admin', '2026-01-02T00:00:00.000Z'),
    ]
    const file = join(this.folder, 'access/tokens.json')
    writeFileSync(file, JSON.stringify({ version: 1, tokens: entries }), { mode: 0o600 })
    return tokens
  }

  private settingsOf(name: 'chronik' | 'heimgeist' | 'hauski'): NodeJS.ProcessEnv {
    const seed = join(this.folder, 'keys', name)
    writeFileSync(seed, this.keys[name].getSeed(), { mode: 0o600 })
    return {
      DATABASE_URL: this.postgres.url,
      NATS_URL: `nats://${this.bus}`,
      NATS_SEED_FILE: seed,
      ...(name === 'chronik' ? {} : { NATS_API_PREFIX: API_PREFIX }),
      HEIMGEWEBE_HOME: this.folder,
      HEIMGEWEBE_TOKEN_FILE: join(this.folder, 'token'),
      HEIMGEWEBE_LOG_LEVEL: 'warn',
      HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true',
      HEIMGEWEBE_READS_PER_MINUTE: '0',
      HEIMGEWEBE_WRITES_PER_MINUTE: '0',
      HEIMGEWEBE_FAILED_LOGINS_PER_MINUTE: '0',
      HEIMGEIST_COMMANDERS: 'ada',
      HEIMGEIST_CLOCK: '20ms',
      HEIMGEIST_PROMOTE_AFTER: '0',
      RETRY_DELAY: '50ms',
      CHRONIK_PORT: String(this.ports.chronik),
      HEIMGEIST_PORT: String(this.ports.heimgeist),
      HAUSKI_PORT: '0',
    }
  }
}

/** Types after which an actor may still have something to do: of what it does not hear its place in the log says nothing. */
const HEARD: Readonly<Record<(typeof ACTORS)[number], readonly string[]>> = {
  heimgeist: [
    ...['command.given.v1', 'comment.created.v1', 'approval.given.v1', 'rule.proposed.v1', 'rule.enacted.v1'],
    ...['action.finished.v1', 'alarm.rang.v1', 'policy.changed.v1', 'level.changed.v1'],
  ],
  hauski: ['approval.requested.v1', 'approval.given.v1', 'action.requested.v1', 'action.started.v1'],
}
