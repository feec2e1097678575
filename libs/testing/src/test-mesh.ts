import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DynamicModule } from '@nestjs/common'
import {
  type AnyMeshEvent,
  type CloudEvent,
  type Draft,
  type EventType,
  type MeshEvent,
  complete,
} from '@heimgewebe/contracts'
import pg from 'pg'
import type { Door } from './door.js'
import { eventually } from './eventually.js'
import { TestService } from './test-service.js'

/** What the tests need of chronik's log. */
interface LogForTests {
  write(
    events: readonly CloudEvent[],
    rules: { maxEvents: number; maySpeakAs: () => boolean },
  ): Promise<{ ok: boolean; appended?: readonly { id: string; position: number }[]; refusal?: { message: string } }>
  readonly reader: {
    find(query: { after: number; order: 'asc'; limit: number; types?: readonly string[] }): Promise<MeshEvent[]>
  }
  readonly writer: { head(): Promise<number> }
}

/** Token that the services of a test accept. */
const TOKEN = 'test-token'
const PAGE = 1000
/** Most events that a test appends at once. */
const MOST_EVENTS = 5000

/**
 * A mesh for one test file: a database, a NATS account and a real chronik of its own on the servers that the run shares,
 * and the services that the test boots.
 */
export class TestMesh {
  private readonly services: TestService[] = []

  private constructor(
    /** Settings that every service of this mesh is given. */
    readonly settings: NodeJS.ProcessEnv,
    private readonly database: string,
    private readonly home: string,
  ) {}

  /** Makes database and account, and starts chronik. `extra` settings are handed to every service; with `door` they reach Postgres through it. */
  static async start(extra: NodeJS.ProcessEnv = {}, door?: Door): Promise<TestMesh> {
    const number = await nextNumber()
    const database = `test_${number}`
    await withAdmin((admin) => admin.query(`create database ${database}`))
    const home = await mkdtemp(join(tmpdir(), 'heimgewebe-test-'))
    await writeFile(join(home, 'token'), TOKEN)
    const nats = new URL(required('HEIMGEWEBE_TEST_NATS'))
    const settings: NodeJS.ProcessEnv = {
      DATABASE_URL: urlOf(database, door),
      NATS_URL: `nats://t${number}:t${number}@${nats.host}`,
      HEIMGEWEBE_HOME: home,
      HEIMGEWEBE_TOKEN_FILE: join(home, 'token'),
      HEIMGEWEBE_LOG_LEVEL: 'warn',
      RETRY_DELAY: '10ms',
      STOP_TIMEOUT: '5s',
      QUIET: '0',
      // A test that asks faster than a person is no attack; those about limits set their own.
      HEIMGEWEBE_READS_PER_MINUTE: '0',
      HEIMGEWEBE_WRITES_PER_MINUTE: '0',
      HEIMGEWEBE_INTAKE_PER_MINUTE: '0',
      HEIMGEWEBE_FAILED_LOGINS_PER_MINUTE: '0',
      ...Object.fromEntries(SERVICES.map((service) => [`${service}_PORT`, '0'])),
      ...extra,
    }
    const mesh = new TestMesh(settings, database, home)
    await mesh.boot(await chronik())
    return mesh
  }

  /** Boots a service as it runs in production, on a free port, and waits until it reads the log. */
  async boot(
    module: (source: NodeJS.ProcessEnv) => DynamicModule,
    extra: NodeJS.ProcessEnv = {},
  ): Promise<TestService> {
    const service = new TestService(module, { ...this.settings, ...extra }, TOKEN)
    this.services.push(service)
    await service.start()
    return service
  }

  /** chronik, as booted. */
  get chronik(): TestService {
    return this.services[0]!
  }

  /** Appends drafts to the log and gives them back with their places. */
  append(...drafts: readonly Draft[]): Promise<MeshEvent[]> {
    return this.appendAs('heimgewebe/chronik', ...drafts)
  }

  /** The same, in the name of a service that the test does not boot. */
  async appendAs(source: string, ...drafts: readonly Draft[]): Promise<MeshEvent[]> {
    const log = await this.log()
    const now = new Date()
    const events = drafts.map((draft) => complete(draft, source, now))
    const written = await log.write(events, { maxEvents: MOST_EVENTS, maySpeakAs: () => true })
    if (!written.appended) throw new Error(`the log refused it: ${written.refusal?.message ?? 'no reason given'}`)
    return this.at(written.appended.map(({ position }) => position))
  }

  /** Waits until every service has applied the whole log and what they appended meanwhile. */
  async settled(): Promise<void> {
    await eventually(
      () => this.atRest(),
      async () => {
        const places = this.services.map((service) => `${service.name} at ${service.position}`)
        return `the mesh is not at rest at ${await (await this.log()).writer.head()}: ${places.join(', ')}`
      },
    )
  }

  /** The first event of a type that fits, once it is there. */
  async theOne<T extends EventType>(
    type: T,
    fits: (event: MeshEvent<T>) => boolean = () => true,
  ): Promise<MeshEvent<T>> {
    return eventually(async () => (await this.events(type)).find(fits))
  }

  /** The events of the log in order; of one type where it is named. */
  async events<T extends EventType>(type: T): Promise<MeshEvent<T>[]>
  async events(): Promise<AnyMeshEvent[]>
  async events(type?: string): Promise<MeshEvent[]> {
    const { reader } = await this.log()
    const all: MeshEvent[] = []
    for (let after = 0; ;) {
      const page = await reader.find({
        after,
        order: 'asc',
        limit: PAGE,
        ...(type === undefined ? {} : { types: [type] }),
      })
      all.push(...page)
      if (page.length < PAGE) return all
      after = page.at(-1)!.position
    }
  }

  /** Hands the whole log to every service but chronik once more, as a lost place in the log would: nothing may change. */
  async redeliverAll(): Promise<void> {
    for (const service of this.services.slice(1))
      await service.restart(() => this.query(`update ${service.name}.mesh_cursor set position = 0`))
    await this.settled()
  }

  /** Runs SQL in the database of this mesh. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: urlOf(this.database) })
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  /** Ends everything that was booted and removes what it left. */
  async stop(): Promise<void> {
    for (const service of [...this.services].reverse()) await service.stop()
    await withAdmin((admin) => admin.query(`drop database if exists ${this.database} with (force)`))
    await rm(this.home, { recursive: true, force: true })
  }

  /** The events at these positions, in this order, read a page at a time. */
  private async at(positions: readonly number[]): Promise<MeshEvent[]> {
    const { reader } = await this.log()
    const found = new Map<number, MeshEvent>()
    const last = Math.max(...positions)
    for (let after = Math.min(...positions) - 1; after < last;) {
      const page = await reader.find({ after, order: 'asc', limit: Math.min(PAGE, last - after) })
      for (const event of page) found.set(event.position, event)
      after = page.at(-1)?.position ?? last
    }
    return positions.map((position) => found.get(position)!)
  }

  private async log(): Promise<LogForTests> {
    const { EventLog } = (await import(chronikFile('io/append/event-log.ts'))) as { EventLog: new () => LogForTests }
    return this.chronik.get(EventLog)
  }

  private async atRest(): Promise<boolean> {
    const log = await this.log()
    const head = await log.writer.head()
    for (const service of this.services) if (service.position !== head || !(await service.isSettled())) return false
    return (await log.writer.head()) === head
  }
}

const SERVICES = ['CHRONIK', 'SEMANTAH', 'SICHTER', 'HEIMGEIST', 'WGX', 'HEIMLERN', 'LEITSTAND', 'HAUSKI', 'EVOLUTION']

// NOTE: the one place where a lib reaches for a service: no test is worth much on an imitation of the log.
const chronikFile = (file: string): string =>
  pathToFileURL(join(import.meta.dirname, '../../../services/chronik/src', file)).href

const chronik = async (): Promise<(source: NodeJS.ProcessEnv) => DynamicModule> => {
  const { AppModule } = (await import(chronikFile('app.module.ts'))) as {
    AppModule: { fromEnvironment(source: NodeJS.ProcessEnv): DynamicModule }
  }
  return (source) => AppModule.fromEnvironment(source)
}

const required = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test`)
  return value
}

const urlOf = (database: string, door?: Door): string => {
  const url = new URL(required('HEIMGEWEBE_TEST_POSTGRES'))
  url.pathname = `/${database}`
  if (door) url.port = String(door.port)
  return url.href
}

const withAdmin = async <Result>(work: (admin: pg.Client) => Promise<Result>): Promise<Result> => {
  const admin = new pg.Client({ connectionString: required('HEIMGEWEBE_TEST_POSTGRES') })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Numbers of databases and accounts, never given twice in a run, whichever worker asks. */
const nextNumber = (): Promise<number> =>
  withAdmin(async (admin) => {
    await admin.query('create sequence if not exists test_numbers minvalue 0 start 0').catch(() => undefined)
    const { rows } = await admin.query<{ number: string }>(`select nextval('test_numbers') as number`)
    return Number(rows[0]!.number)
  })
