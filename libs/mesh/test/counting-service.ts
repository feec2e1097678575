import { Controller, Inject, type DynamicModule } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import {
  type Act,
  type Delivery,
  MeshModule,
  OnEvent,
  Perform,
  PerformUnknown,
  PoisonMessageError,
  readMeshConfig,
} from '../src/index.js'

/** How the service of these tests is to behave; the tests turn these while it runs. */
export class Behaviour {
  /** Throws at this title: 'poison' for good, 'broken' until mended. */
  mended = false
  /** Handlings begun, also such that were rolled back. */
  begun: string[] = []
  /** Acts begun. */
  acts: string[] = []
  /** Acts wait for this before they end. */
  actGate: Promise<void> = Promise.resolve()
  /** The handler of an event titled 'slow' waits for this. */
  handlerGate: Promise<void> = Promise.resolve()
  /** Acts that were told to end. */
  ended = 0
  /** Acts begun of those that nobody waits for. */
  mined = 0
}

const migrations: Record<string, Migration> = {
  '0001-count': {
    up: async (db) => {
      await sql`create table counted (title text primary key, times integer not null)`.execute(db)
    },
  },
}

/** Counts closed changes by title, answers each with an issue, and acts on guards that it asked for itself. */
@Controller()
class Counting {
  constructor(@Inject(Behaviour) private readonly behaviour: Behaviour) {}

  @OnEvent('pr.closed.v1')
  async handle({ data, subject }: MeshEvent<'pr.closed.v1'>, { db }: Delivery): Promise<Draft[]> {
    const title = data.title ?? ''
    this.behaviour.begun.push(title)
    await sql`insert into counted values (${title}, 1) on conflict (title) do update set times = counted.times + 1`.execute(
      db,
    )
    if (title === 'poison') throw new PoisonMessageError('this title can never be counted')
    if (title === 'broken' && !this.behaviour.mended) throw new Error('not yet')
    if (title === 'slow') await this.behaviour.handlerGate
    if (title === 'sleeps') await sql`select pg_sleep(600)`.execute(db)
    if (title === 'guard') return [intent(subject)]
    if (title === 'odd') return [intent(subject, 'a\0b\ud800')]
    if (title === 'mining') return [mining()]
    return [
      draft('issue.closed.v1', {
        subject: `issue/acme/shop/${data.number ?? 1}`,
        data: { repository: 'acme/shop', number: data.number ?? 1, title, closed_at: data.closed_at },
      }),
    ]
  }

  @Perform('guard.started.v1', { lane: ({ data }) => data.area })
  async act(event: MeshEvent<'guard.started.v1'>, { signal }: Act): Promise<Draft[]> {
    this.behaviour.acts.push(event.id)
    const stopped = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => {
        this.behaviour.ended++
        reject(new Error('stopped'))
      }),
    )
    await Promise.race([this.behaviour.actGate, stopped])
    return [finished(event, 'passed')]
  }

  @Perform('mining.started.v1', { unhurried: true })
  mine({ data: { repository, request } }: MeshEvent<'mining.started.v1'>): Promise<Draft[]> {
    this.behaviour.mined++
    const data = { repository, request, verdict: 'done' as const, reason: 'done', rules: [], refused: [] }
    return Promise.resolve([
      draft('mining.finished.v1', { subject: 'mining/acme/shop', data: { ...data, duration_seconds: 0 } }),
    ])
  }

  @PerformUnknown('guard.started.v1')
  unknown(event: MeshEvent<'guard.started.v1'>): Draft[] {
    return [finished(event, 'unknown')]
  }
}

const intent = (change: string, area = 'auth'): Draft =>
  draft('guard.started.v1', {
    subject: 'guard/1',
    data: {
      repository: 'acme/shop',
      change,
      request: '01930000-0000-7000-8000-000000000001',
      area,
      kind: 'guard',
    },
  })

const mining = (): Draft =>
  draft('mining.started.v1', {
    subject: 'mining/acme/shop',
    data: {
      request: '01930000-0000-7000-8000-000000000002',
      repository: 'acme/shop',
      cases: [{ change: 'change/acme/shop/a', sha: 'a'.repeat(40), fix: 'b'.repeat(40), group: 'ada' }],
      good: [],
      support: 3,
      good_wanted: 200,
    },
  })

const finished = (event: MeshEvent<'guard.started.v1'>, verdict: 'passed' | 'unknown'): Draft =>
  draft('guard.finished.v1', {
    subject: event.subject,
    data: {
      repository: 'acme/shop',
      change: event.data.change,
      request: event.data.request,
      guard: 'g',
      area: 'auth',
      verdict,
      reason: verdict,
      duration_seconds: 0,
      protection: [],
    },
  })

/** The module of the service, under the name of a service that exists, since names are known to the mesh. */
export const countingModule =
  (behaviour: Behaviour) =>
  (source: NodeJS.ProcessEnv): DynamicModule => ({
    module: class CountingModule {},
    imports: [MeshModule.forService({ config: readMeshConfig(source, 'hauski'), migrations })],
    controllers: [Counting],
    providers: [{ provide: Behaviour, useValue: behaviour }],
  })
