import { type DynamicModule, Controller, Inject } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import {
  type Act,
  type Delivery,
  MeshModule,
  OnEvent,
  Perform,
  PerformUnknown,
  PoisonMessageError,
  readMeshConfig,
} from '@heimgewebe/mesh'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { actInTheWorld, noteTry } from './traces.js'

/** What one counting service is told by the rig. */
interface Role {
  /** Whether it answers what it hears: one that only listens must append nothing. */
  readonly answers: boolean
  /** Folder for what it does outside any transaction. */
  readonly world: string
  /** File that, while it exists, makes the curable kind of poison fail. */
  readonly broken: string
}
const ROLE = Symbol('ROLE')

const migrations: Record<string, Migration> = {
  '0001-effect': {
    up: async (db) => {
      // NOTE: no constraint forbids a second effect of an event: the checker must be able to see one.
      await sql`create table effect (
        seq bigint generated always as identity, event_id uuid not null, position bigint not null,
        subject text not null, streamversion integer not null, text text not null)`.execute(db)
    },
  },
}

/** Leaves one row an event in its table and answers it, acts where the title asks for it, fails where the title says so. */
@Controller()
class Counter {
  constructor(@Inject(ROLE) private readonly role: Role) {}

  @OnEvent('pr.closed.v1')
  async closed(event: MeshEvent<'pr.closed.v1'>, { db }: Delivery): Promise<Draft[]> {
    const title = event.data.title ?? ''
    await effect(event, title, db)
    if (!this.role.answers) return []
    await fail(title, event, this.role)
    if (title === 'act') return [intent(event)]
    const number = event.data.number ?? 1
    const { repository, closed_at } = event.data
    const data = { repository, number, closed_at, ...(title === 'poison-contract' ? { title: 7 as never } : { title }) }
    return [draft('issue.closed.v1', { subject: `answer/${event.subject}`, data })]
  }

  @OnEvent('issue.closed.v1')
  async answered(event: MeshEvent<'issue.closed.v1'>, { db }: Delivery): Promise<Draft[]> {
    await effect(event, event.data.title ?? '', db)
    return []
  }

  @Perform('guard.started.v1')
  async act(event: MeshEvent<'guard.started.v1'>, _act: Act): Promise<Draft[]> {
    await actInTheWorld(this.role.world, event.id)
    return [result(event, 'passed')]
  }

  @PerformUnknown('guard.started.v1')
  unknown(event: MeshEvent<'guard.started.v1'>): Draft[] {
    return [result(event, 'unknown')]
  }
}

const effect = async (event: MeshEvent, text: string, db: Delivery['db']): Promise<void> => {
  await sql`insert into effect (event_id, position, subject, streamversion, text)
    values (${event.id}, ${event.position}, ${event.subject}, ${event.streamversion}, ${text})`.execute(db)
}

/** The kinds of poison, after the effect was written: a transaction that is not undone shows. */
const fail = async (title: string, event: MeshEvent, role: Role): Promise<void> => {
  if (!title.startsWith('poison-')) return
  await noteTry(role.world, event.id)
  if (title === 'poison-message') throw new PoisonMessageError('this event can never be counted')
  if (title === 'poison-throws') throw new Error('this event fails every time')
  if (title === 'poison-string') await Promise.reject('a text was thrown' as unknown as Error)
  if (title === 'poison-hangs') await new Promise(() => undefined)
  if (title === 'poison-kills') process.kill(process.pid, 'SIGKILL')
  if (title === 'poison-type') (undefined as unknown as { x: () => void }).x()
  if (title === 'poison-curable' && (await import('node:fs')).existsSync(role.broken)) throw new Error('not yet')
}

const intent = (event: MeshEvent<'pr.closed.v1'>): Draft =>
  draft('guard.started.v1', {
    subject: `guard/${event.id}`,
    data: { repository: event.data.repository, change: event.subject, request: event.id, area: 'auth', kind: 'guard' },
  })

const result = ({ subject, data }: MeshEvent<'guard.started.v1'>, verdict: 'passed' | 'unknown'): Draft =>
  draft('guard.finished.v1', {
    subject,
    data: {
      repository: data.repository,
      change: data.change,
      request: data.request,
      guard: 'g',
      area: 'auth',
      verdict,
      reason: verdict,
      duration_seconds: 0,
      protection: [],
    },
  })

/** The service under the name that the rig gives it. */
export const counter = (source: NodeJS.ProcessEnv): DynamicModule => {
  const service = source['FAULTS_SERVICE'] ?? 'hauski'
  const world = source['FAULTS_WORLD'] ?? '.'
  const role: Role = { answers: source['FAULTS_ANSWERS'] === 'true', world, broken: `${world}/broken` }
  return {
    module: class CounterModule {},
    imports: [MeshModule.forService({ config: readMeshConfig(source, service), migrations })],
    controllers: [Counter],
    providers: [{ provide: ROLE, useValue: role }],
  }
}
