import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { listSegments } from '@heimgewebe/segments'
import type { TestMesh } from '@heimgewebe/testing'
import { EventLog } from '../src/io/append/event-log.js'
import { closed } from './log-kit.js'

/** Small partitions and segments, so that a few hundred events fill several of both. */
export const SMALL = {
  CHRONIK_PARTITION_EVENTS: '40',
  CHRONIK_SEGMENT_BYTES: '60000',
  CHRONIK_SEGMENT_EVERY: '30ms',
}

export const folderOf = (mesh: TestMesh): string => join(mesh.settings['HEIMGEWEBE_HOME']!, 'chronik/segments')

const comment = (number: number, text: string): Draft =>
  draft('comment.created.v1', {
    subject: `pr/acme/shop/${number}`,
    time: new Date(Date.UTC(2026, 2, 1 + (number % 28))).toISOString(),
    data: {
      repository: 'acme/shop',
      about: `pr/acme/shop/${number}`,
      author: { name: 'Ada' },
      text,
      created_at: '2026-03-01T11:00:00Z',
    },
  })

/** Events of 30 streams, with causes, words beyond ASCII, and long ones, so that lines begin in one member of a packed segment and end in the next. */
export const tellStory = async (mesh: TestMesh, rounds: number): Promise<MeshEvent> => {
  const [root] = await mesh.append(closed(1))
  for (let round = 0; round < rounds; round++)
    await mesh.append(
      ...Array.from({ length: 30 }, (_, i) => i + 1).map((n) =>
        n % 3 === 0
          ? closed(n, { causationid: root!.id, correlationid: root!.correlationid })
          : comment(n, n % 7 === 1 ? `grüße ${'ß'.repeat(15_900)}` : `Ä \u{1f600} ${round}`),
      ),
    )
  return root!
}

/** Waits until the packed segments reach a position: events are added until they do. */
export const packedTo = async (mesh: TestMesh, position: number): Promise<void> => {
  for (let tries = 0; tries < 1000; tries++) {
    const segments = await listSegments(folderOf(mesh)).catch(() => [])
    if ((segments.findLast(({ last }) => last !== undefined)?.last ?? 0) >= position) return
    await mesh.append(comment(1, 'x'.repeat(5000)))
    await sleep(20)
  }
  throw new Error(`no packed segment reaches ${position}`)
}

interface Page {
  readonly events: readonly MeshEvent[]
  readonly next: number | null
}

/** What every way of reading says about the log up to a position. */
export const answersOf = async (mesh: TestMesh, root: MeshEvent, to: number): Promise<Record<string, unknown>> => {
  const { chronik } = mesh
  const { reader } = chronik.get(EventLog)
  const paged = async (query: string, step: 'after' | 'before', from: string): Promise<MeshEvent[]> => {
    const all: MeshEvent[] = []
    for (let next: number | null = -1; next !== null;) {
      const place = next < 0 ? from : `&${step}=${next}${step === 'after' ? from : ''}`
      const page: Page = await chronik.json<Page>(`/events?limit=170&${query}${place}`)
      all.push(...page.events)
      next = page.next
    }
    return all
  }
  const until = `&before=${to + 1}`
  const streams: Record<string, unknown> = {}
  for (let n = 1; n <= 30; n++)
    streams[n] = await chronik.json(`/events?subject=pr/acme/shop/${n}&from=2&order=asc&limit=1000${until}`)
  const every = await paged('order=asc', 'after', until)
  const { types } = await chronik.json<{ types: Record<string, number> }>('/events/counts')
  return {
    every,
    newest: await paged('order=desc', 'before', until),
    streams,
    closed: await paged('order=asc&type=pr.closed.v1', 'after', until),
    chain: await chronik.json(`/events?order=asc&correlation=${root.correlationid}${until}`),
    effects: await chronik.json(`/events?cause=${root.id}${until}`),
    march: await chronik.json(`/events?since=2026-03-04T00:00:00Z&until=2026-03-09T00:00:00Z&limit=1000${until}`),
    tree: await chronik.json(`/events/${root.id}/tree`),
    ones: await Promise.all(every.filter((_, i) => i % 20 === 0).map(({ id }) => chronik.json(`/events/${id}`))),
    counted: Object.values(types).reduce((sum, count) => sum + count) - ((await mesh.events()).at(-1)!.position - to),
    cdevents: await chronik.json(`/cdevents?limit=${Math.min(to, 1000)}`),
    raw: (await reader.rawAfter(0, to)).map(({ id, type, body, streamversion }) => [id, type, body, streamversion]),
    rows: await reader.rowsAfter(0, to),
    own: (await reader.ofTypes(['pr.closed.v1'], 0, to, 10_000)).map(({ position, body }) => [position, body]),
    id: await reader.idAt(3),
  }
}

interface Looked {
  readonly state: string
  readonly archived_to: number
  readonly message?: string
  readonly bytes_before?: number
  readonly bytes_after?: number
}

/** Asks chronik to archive, while it stands by or is still behind again, and waits for how it ends. */
export const archive = async (mesh: TestMesh, before: number | string): Promise<Looked> => {
  for (let tries = 0; ; tries++, await sleep(50)) {
    const response = await askArchive(mesh, { before, by: 'person/ada' })
    if (response.status === 202) return ended(mesh)
    const text = await response.text()
    if (tries === 400 || !/"code":"(busy|behind)"/.test(text)) throw new Error(`${response.status}: ${text}`)
  }
}

export const askArchive = (mesh: TestMesh, body: unknown): Promise<Response> =>
  mesh.chronik.fetch('/log/archive', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

export const ended = async (mesh: TestMesh): Promise<Looked> => {
  for (let tries = 0; tries < 1200; tries++, await sleep(25)) {
    const looked = await mesh.chronik.json<Looked>('/log/archive')
    if (looked.state === 'done' || looked.state === 'failed') return looked
  }
  throw new Error('the archive does not end')
}
