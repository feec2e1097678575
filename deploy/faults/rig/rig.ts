import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bundles } from './bundles.js'
import { NatsServer } from './nats.js'
import { Part } from './part.js'
import { freePort } from './ports.js'
import { PostgresServer } from './postgres.js'

/** One consumer of the log: how it is called, how many copies of it run, and whether it answers what it hears. */
export interface ConsumerSpec {
  readonly name: string
  readonly copies: number
  readonly answers: boolean
}

/** What a campaign runs on. */
export interface RigOptions {
  readonly bundles: Bundles
  readonly consumers?: readonly ConsumerSpec[]
  /** Programs of further chroniks, side by side with the first. */
  readonly moreChroniks?: readonly string[]
  /** Services of the product besides chronik. */
  readonly more?: readonly { readonly name: string; readonly program: string; readonly env: NodeJS.ProcessEnv }[]
  /** Settings of Postgres on top of its defaults, such as fsync=off in a planted bug. */
  readonly postgres?: readonly string[]
  /** Settings of every service. */
  readonly services?: NodeJS.ProcessEnv
  /** Folder of all data; the rig makes and removes one of its own where there is none. */
  readonly folder?: string
  /** Folder of journals, traces and logs, where that is not the folder of the data. */
  readonly outside?: string
  /** Addresses that the services are given instead of the servers' own. */
  readonly through?: { readonly postgres: number; readonly nats: number }
  readonly ports?: Ports
  /** Where the data of a server lie, where that is not the folder of the rig. */
  readonly natsFolder?: string
  readonly postgresFolder?: string
}

/** Ports of a rig, for a second one that stands in its place. */
export interface Ports {
  readonly postgres: number
  readonly nats: number
  readonly monitor: number
  readonly chronik: number
}

/** Three copies that answer, one service that only listens. */
export const CONSUMERS: readonly ConsumerSpec[] = [
  { name: 'hauski', copies: 3, answers: true },
  { name: 'evolution', copies: 1, answers: false },
]

/** A mesh as processes: Postgres, nats-server, chronik and counting consumers, in a folder of its own. */
export class Rig {
  readonly folder: string
  /** Folder of what outlives the mesh: the journal of the writers, the acts in the world. */
  readonly world: string
  readonly consumers: readonly ConsumerSpec[]
  readonly postgres: PostgresServer
  readonly nats: NatsServer
  readonly chroniks: readonly Part[]
  readonly copies: readonly Part[]
  readonly more: readonly Part[]
  readonly token = randomBytes(24).toString('hex')
  private readonly own: boolean

  private constructor(
    private readonly options: RigOptions,
    readonly ports: Ports,
  ) {
    this.own = options.folder === undefined
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'heimgewebe-faults-'))
    this.consumers = options.consumers ?? CONSUMERS
    this.world = join(options.outside ?? this.folder, 'world')
    mkdirSync(this.world, { recursive: true })
    mkdirSync(this.logs, { recursive: true })
    writeFileSync(join(this.folder, 'token'), this.token)
    writeFileSync(join(this.folder, 'secret'), WEBHOOK_SECRET)
    this.postgres = new PostgresServer(
      options.postgresFolder ?? join(this.folder, 'postgres'),
      ports.postgres,
      options.postgres ?? [],
      join(this.logs, 'postgres.log'),
    )
    this.nats = new NatsServer(
      options.natsFolder ?? join(this.folder, 'nats'),
      ports.nats,
      ports.monitor,
      join(this.logs, 'nats.log'),
    )
    const { chronik, counter } = options.bundles
    this.chroniks = [chronik, ...(options.moreChroniks ?? [])].map((program, index) =>
      this.service(`chronik${index === 0 ? '' : `-${index + 1}`}`, program, {
        CHRONIK_PORT: index === 0 ? String(ports.chronik) : '0',
      }),
    )
    this.more = (options.more ?? []).map(({ name, program, env }) => this.service(name, program, env))
    this.copies = this.consumers.flatMap(({ name, copies, answers }) =>
      Array.from({ length: copies }, (_, index) =>
        this.service(`${name}-${index + 1}`, counter, {
          [`${name.toUpperCase()}_PORT`]: '0',
          FAULTS_SERVICE: name,
          FAULTS_WORLD: this.world,
          FAULTS_ANSWERS: String(answers),
        }),
      ),
    )
  }

  /** Makes folder and data and starts everything. */
  static async start(options: RigOptions): Promise<Rig> {
    const ports = options.ports ?? {
      postgres: await freePort(),
      nats: await freePort(),
      monitor: await freePort(),
      chronik: await freePort(),
    }
    const rig = new Rig(options, ports)
    try {
      rig.postgres.init()
      for (const part of [rig.postgres.part, rig.nats.part]) part.start()
      await Promise.all([rig.postgres.ready(), rig.nats.ready()])
      for (const part of rig.services) part.start()
      await rig.ready()
      return rig
    } catch (error) {
      await rig.stop()
      throw error
    }
  }

  /** Resolves when chronik takes appends and every consumer has its tables. Throws when that takes longer than a minute. */
  async ready(): Promise<void> {
    for (const end = Date.now() + 60_000; ; await sleep(100)) {
      const chronik = await fetch(`${this.chronikUrl}/readyz`).then(
        (answer) => answer.status,
        () => 0,
      )
      const tables = await Promise.all(
        [...this.consumers, ...this.more].map(({ name }) =>
          this.postgres.query(`select 1 from ${name}.mesh_cursor`).catch(() => []),
        ),
      )
      if (chronik === 200 && tables.every((rows) => rows.length > 0)) return
      if (Date.now() > end) throw new Error(`the mesh is not ready (chronik answers ${chronik})\n${this.lastWords()}`)
    }
  }

  /** Every process. */
  get parts(): readonly Part[] {
    return [this.postgres.part, this.nats.part, ...this.services]
  }

  /** The services of the mesh. */
  get services(): readonly Part[] {
    return [...this.chroniks, ...this.more, ...this.copies]
  }

  get segments(): string {
    return join(this.folder, 'chronik', 'segments')
  }

  get chronikUrl(): string {
    return `http://127.0.0.1:${this.ports.chronik}`
  }

  /** Ends every process and removes the folder, where it is the rig's own. */
  async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()))
    if (this.own) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** What the services wrote last, for the report of a failure. */
  lastWords(): string {
    return this.parts.map((part) => `--- ${part.name}\n${part.tail(6)}`).join('\n')
  }

  /** All that a service logged. */
  logOf(part: string): string {
    return readFileSync(join(this.logs, `${part}.log`), 'utf8')
  }

  private get logs(): string {
    return join(this.options.outside ?? this.folder, 'logs')
  }

  private service(name: string, program: string, own: NodeJS.ProcessEnv): Part {
    const { postgres, nats } = this.options.through ?? this.ports
    const env = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${postgres}/postgres`,
      NATS_URL: `nats://127.0.0.1:${nats}`,
      HEIMGEWEBE_HOME: this.folder,
      HEIMGEWEBE_TOKEN_FILE: join(this.folder, 'token'),
      HEIMGEWEBE_LOG_LEVEL: 'warn',
      HEIMGEWEBE_FAILPOINTS_ALLOWED: 'true',
      CHRONIK_GITHUB_SECRET_FILE: join(this.folder, 'secret'),
      CHRONIK_SEGMENT_EVERY: '200ms',
      CHRONIK_SEGMENT_BYTES: '262144',
      RETRY_DELAY: '50ms',
      ...this.options.services,
      ...own,
    }
    // No source maps: to read those of a bundle takes as long as all the rest of a start, and kills are many starts.
    const args = ['--max-old-space-size=256', program]
    return new Part(name, () => ({ program: process.execPath, args, env }), join(this.logs, `${name}.log`))
  }
}

/** Secret that deliveries are signed with in campaigns. */
export const WEBHOOK_SECRET = 'a secret of the fault campaigns'
