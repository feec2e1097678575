import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'
import { closed } from './log-kit.js'

/** The log as it was before it was partitioned: one table, whose own constraints kept ids and versions unique. */
const AS_IT_WAS = [
  `create table before (like log including defaults)`,
  `insert into before select * from log`,
  `drop table log, event_position, stream_head`,
  `alter table before rename to log`,
  `alter table log add constraint log_pkey primary key (position), add constraint log_id unique (id),
    add constraint log_stream unique (stream, streamversion)`,
  `create index log_type on log (type, position)`,
  `create index log_correlation on log (correlationid, position)`,
  `create index log_causation on log (causationid) where causationid is not null`,
  `create index log_time on log using brin (time)`,
  `delete from kysely_migration where name = '0004-partitioned'`,
]

describe('the partitions of the log', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_PARTITION_EVENTS: '10' })
  })
  afterAll(() => mesh.stop())

  const boundsOf = async (): Promise<string[]> => {
    const rows = await mesh.query<{ bound: string }>(
      `select pg_get_expr(c.relpartbound, c.oid) as bound from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'chronik.log'::regclass order by c.relname`,
    )
    return rows.map(({ bound }) => bound.replace(/[^\d]+/g, ' ').trim())
  }

  it('are there before they are needed', async () => {
    await mesh.append(...Array.from({ length: 7 }, (_, i) => closed(i + 1)))
    for (let tries = 0; tries < 100 && (await boundsOf()).length < 2; tries++) await mesh.append(closed(3))

    expect((await boundsOf()).slice(0, 2)).toEqual(['1 11', '11 21'])
  })

  it('hold one append that is larger than one of them', async () => {
    await mesh.append(...Array.from({ length: 45 }, (_, i) => closed(1 + (i % 5))))
    const rows = await mesh.query<{ position: number; streamversion: number; stream: string }>(
      'select position, streamversion, stream from chronik.log order by position',
    )
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, i) => i + 1))
    expect(rows.filter(({ stream }) => stream === 'pr/acme/shop/3').map(({ streamversion }) => streamversion)).toEqual(
      expect.arrayContaining([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    )
  })

  it('take over a log of one table as it is, and go on behind it', async () => {
    const before = await mesh.query('select * from chronik.log order by position')
    const heads = await mesh.query(
      'select stream, version, first_position, last_position from chronik.stream_head order by 1',
    )
    await mesh.chronik.restart(() => mesh.query(`set search_path = chronik; ${AS_IT_WAS.join('; ')}`))

    expect(await mesh.query('select * from chronik.log order by position')).toEqual(before)
    expect(
      await mesh.query('select stream, version, first_position, last_position from chronik.stream_head order by 1'),
    ).toEqual(heads)
    const [event] = await mesh.append(closed(3))
    expect(event!.position).toBe(before.length + 1)
    const { id } = before[0] as { id: string }
    expect(await mesh.chronik.json(`/events/${id}`)).toMatchObject({ id, position: 1 })
    const next = Math.ceil(before.length / 10) * 10 + 1
    expect((await boundsOf())[0]).toBe(`1 ${before.length + 1}`)
    expect((await boundsOf())[1]).toBe(`${before.length + 1} ${next}`)
  })
})
