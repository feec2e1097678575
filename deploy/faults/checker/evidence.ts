import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { readSegments } from './segments.js'
import { readStream } from './stream.js'

/** One row of the log as it lies in Postgres. */
export interface LogRow {
  readonly position: number
  readonly id: string
  readonly stream: string
  readonly streamversion: number
  readonly type: string
  readonly source: string
  readonly causationid: string | null
  /** For an archived event the body in its line of the portable log; empty where no line has it. */
  readonly body: string
}

/** One row that a consumer's handler wrote. */
export interface EffectRow {
  readonly event_id: string
  readonly position: number
  readonly subject: string
  readonly streamversion: number
}

/** What one consumer left behind. */
export interface ConsumerEvidence {
  readonly name: string
  readonly answers: boolean
  readonly effects: readonly EffectRow[]
  readonly cursor: number
  readonly outbox: number
  readonly openActs: number
  readonly parked: readonly string[]
}

/** What one event went through, as its writer knows. */
export interface Attempted {
  readonly writer: string
  readonly subject: string
  /** Yes answers, with the places that they named. */
  readonly yes: readonly { position?: number; streamversion?: number }[]
  readonly no: number
  readonly unknown: number
  /** Whether a yes came before the last power cut. */
  readonly yesBeforeCut: boolean
}

/** All that a verdict may rest on: journals, stores and files, read without any code of the product. */
export interface Evidence {
  readonly attempts: ReadonlyMap<string, Attempted>
  readonly log: readonly LogRow[]
  readonly consumers: readonly ConsumerEvidence[]
  /** Message of the stream by sequence: id header and body. */
  readonly stream: ReadonlyMap<number, { readonly id: string; readonly body: string }>
  readonly streamLast: number
  /** Lines of the portable log, or what is wrong with it. */
  readonly segments: { readonly lines: number; readonly bodies: readonly string[] } | { readonly problem: string }
  /** Acts that were done in the world, by intent. */
  readonly acts: ReadonlyMap<string, number>
}

/** Where the evidence lies. */
export interface Scene {
  readonly postgresUrl: string
  readonly natsUrl: string
  readonly journal: string
  readonly segments: string
  readonly world: string
  readonly consumers: readonly { readonly name: string; readonly answers: boolean }[]
}

/** Reads everything once. */
export const gather = async (scene: Scene): Promise<Evidence> => {
  const client = new pg.Client({ connectionString: scene.postgresUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const log = await client.query<LogRow>(
      'select position, id, stream, streamversion, type, source, causationid, body from chronik.log order by position',
    )
    const consumers = []
    for (const { name, answers } of scene.consumers) consumers.push(await consumerOf(client, name, answers))
    const { last, messages } = await readStream(scene.natsUrl)
    const segments = await readSegments(scene.segments).catch((error: unknown) => ({ problem: String(error) }))
    return {
      attempts: await readJournal(scene.journal),
      log: log.rows.map((row) => (row.body === '' ? { ...row, body: archivedBody(row, segments) } : row)),
      consumers,
      stream: messages,
      streamLast: last,
      segments,
      acts: await countActs(`${scene.world}/acts.jsonl`),
    }
  } finally {
    await client.end()
  }
}

/** An archived event is in its line alone: the one with its position and its id. */
export const archivedBody = (
  { position, id, streamversion }: Pick<LogRow, 'position' | 'id' | 'streamversion'>,
  segments: Evidence['segments'],
): string => {
  const line = 'problem' in segments ? undefined : segments.bodies[position - 1]
  const end = line?.lastIndexOf(`,"position":${position},"streamversion":${streamversion},`) ?? -1
  const body = end < 0 ? '' : `${line!.slice(0, end)}}`
  return body !== '' && (JSON.parse(body) as { id: string }).id === id ? body : ''
}

const consumerOf = async (client: pg.Client, name: string, answers: boolean): Promise<ConsumerEvidence> => {
  const one = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(sql)
    return Number(rows[0]?.n ?? 0)
  }
  const effects = await client.query<EffectRow>(
    `select event_id, position, subject, streamversion from ${name}.effect order by seq`,
  )
  const parked = await client.query<{ event_id: string }>(`select event_id from ${name}.mesh_parked`)
  return {
    name,
    answers,
    effects: effects.rows,
    cursor: await one(`select position as n from ${name}.mesh_cursor`),
    outbox: await one(`select count(*) as n from ${name}.mesh_outbox`),
    openActs: await one(`select count(*) as n from ${name}.mesh_act where state <> 'done'`),
    parked: parked.rows.map((row) => row.event_id),
  }
}

const linesOf = async function* (path: string): AsyncGenerator<string> {
  if (!existsSync(path)) return
  for await (const line of createInterface({ input: createReadStream(path) })) if (line !== '') yield line
}

interface NoteLine {
  readonly note: string
  readonly writer: string
  readonly id: string
  readonly subject: string
  readonly position?: number
  readonly streamversion?: number
}

const readJournal = async (path: string): Promise<Map<string, Attempted>> => {
  const found = new Map<string, { -readonly [K in keyof Attempted]: Attempted[K] }>()
  const yesSinceCut = new Set<string>()
  for await (const text of linesOf(path)) {
    const line = JSON.parse(text) as NoteLine
    if (line.note === 'cut') {
      for (const id of yesSinceCut) found.get(id)!.yesBeforeCut = true
      yesSinceCut.clear()
      continue
    }
    const { writer, subject } = line
    const entry = found.get(line.id) ?? { writer, subject, yes: [], no: 0, unknown: 0, yesBeforeCut: false }
    found.set(line.id, entry)
    if (line.note === 'no') entry.no++
    if (line.note === 'unknown') entry.unknown++
    if (line.note !== 'yes') continue
    yesSinceCut.add(line.id)
    entry.yes = [...entry.yes, placeOf(line)]
  }
  return found
}

const placeOf = ({ position, streamversion }: NoteLine): { position?: number; streamversion?: number } => ({
  ...(position === undefined ? {} : { position }),
  ...(streamversion === undefined ? {} : { streamversion }),
})

const countActs = async (path: string): Promise<Map<string, number>> => {
  const acts = new Map<string, number>()
  for await (const text of linesOf(path)) {
    const { intent } = JSON.parse(text) as { intent: string }
    acts.set(intent, (acts.get(intent) ?? 0) + 1)
  }
  return acts
}
