import { type Verdict, verdict } from '../checker/check.js'
import { contractsAreKept } from '../checker/contracts.js'
import type { Part } from '../rig/part.js'
import type { Rig } from '../rig/rig.js'
import { FuzzClient } from './client.js'
import type { Mutant } from './mutant.js'

/** Requests under way at the same time. */
const AT_ONCE = 16
/** Faults after which nothing more is sent. */
const MOST_FAULTS = 20
/** Most events that one delivery of the payloads becomes. */
const MOST_EVENTS = 3
/** Heap that chronik may have grown by, in bytes, after it has come to rest. */
const HEAP_GROWTH = 50 * 2 ** 20

/** What came of a fuzz. */
export interface Fuzzed {
  readonly sent: number
  /** How often which kind was sent, and how it was answered. */
  readonly kinds: Readonly<Record<string, number>>
  readonly answers: Readonly<Record<string, number>>
  /** Ids of the events that the answers named. */
  readonly ids: ReadonlySet<string>
  /** Deliveries that chronik put on its disk for later: their events are named by no answer. */
  readonly spooled: number
  readonly faults: readonly string[]
  readonly heapGrowth: number
}

/** Sends n mutants to chronik and notes every answer that should not have been. */
export const fuzz = async (rig: Rig, n: number, next: () => Mutant): Promise<Fuzzed> => {
  const client = new FuzzClient(rig.ports.chronik, AT_ONCE)
  const kinds: Record<string, number> = {}
  const answers: Record<string, number> = {}
  const ids = new Set<string>()
  const faults: string[] = []
  let sent = 0
  let spooled = 0
  let heap: number | undefined
  const lane = async (): Promise<void> => {
    while (sent < n && faults.length < MOST_FAULTS) {
      sent++
      // What is compiled and cached at first is no leak.
      if (heap === undefined && sent > n / 10) heap = await heapOf(rig)
      const mutant = next()
      const { status, body } = await client.send(mutant)
      kinds[mutant.kind] = (kinds[mutant.kind] ?? 0) + 1
      answers[status] = (answers[status] ?? 0) + 1
      const fault = faultOf(mutant, status)
      if (fault !== undefined)
        faults.push(`${fault} (${mutant.kind}, ${mutant.method} ${mutant.path}): ${body.slice(0, 200)}`)
      if (body.startsWith('{"spooled":true')) spooled++
      if (status < 300) for (const id of idsIn(body)) ids.add(id)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  client.close()
  return { sent, kinds, answers, ids, spooled, faults, heapGrowth: (await leastHeapOf(rig)) - (heap ?? 0) }
}

/** The verdicts on a fuzz: over the answers, and over what the log of Postgres holds afterwards. */
export const judgeFuzz = async (
  rig: Rig,
  { sent, ids, spooled, faults, heapGrowth }: Fuzzed,
  chronik: Part,
): Promise<readonly Verdict[]> => {
  const log = await rig.postgres.query<{ id: string; type: string; body: string; source: string }>(
    'select id, type, body, source from chronik.log',
  )
  const uninvited = log.filter(({ id }) => !ids.has(id))
  return [
    verdict('answers', sent, faults),
    verdict(
      'only what was taken is stored',
      log.length,
      uninvited.length <= spooled * MOST_EVENTS
        ? []
        : uninvited.map(({ id, type, source }) => `${id} ${type} ${source}`),
    ),
    contractsAreKept(log as never),
    verdict('no process ended', 1, chronik.exits + chronik.struck === 0 ? [] : [`${chronik.exits} ends`]),
    verdict('heap', 1, heapGrowth < HEAP_GROWTH ? [] : [`${Math.round(heapGrowth / 2 ** 20)} MiB more`]),
  ]
}

const faultOf = ({ mayEnter }: Mutant, status: number): string | undefined => {
  if (status === 0) return 'no answer'
  if (status >= 500) return `answered ${status}`
  return status < 400 && !mayEnter ? `taken with ${status}` : undefined
}

const idsIn = (body: string): string[] =>
  body.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? []

const heapOf = async (rig: Rig): Promise<number> => {
  const answer = await fetch(`${rig.chronikUrl}/metrics`, { headers: { authorization: `Bearer ${rig.token}` } })
  return Number(/^process_heap_bytes(?:\{[^}]*\})? (\S+)$/m.exec(await answer.text())?.[1] ?? 0)
}

/** The least of ten looks: the heap falls when its garbage is collected. */
const leastHeapOf = async (rig: Rig): Promise<number> => {
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < 10; look++) {
    least = Math.min(least, await heapOf(rig))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return least
}
