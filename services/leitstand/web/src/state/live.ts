import type { Burst, EventSummary } from '../../../src/api.js'
import { ApiError } from '../api/client.js'
import { type Message, follow } from '../api/stream.js'
import { createStore } from './store.js'

/** A row of the live list, newest first. */
export type Row =
  | { readonly kind: 'event'; readonly position: number; readonly event: EventSummary }
  | {
      readonly kind: 'burst'
      readonly position: number
      readonly count: number
      readonly ms: number
      readonly types: Burst['types']
    }
  | { readonly kind: 'skipped'; readonly position: number; readonly count: number }

/** What the page knows of the live stream. */
export interface Live {
  readonly state: 'connecting' | 'open' | 'lost'
  readonly rows: readonly Row[]
  /** Last position heard. */
  readonly position: number
  /** Counts every message that may have changed what is shown elsewhere. */
  readonly news: number
}

/** Rows kept; older ones are in the log. */
const MAX_ROWS = 500

const EMPTY: Live = { state: 'connecting', rows: [], position: 0, news: 0 }

/** The live stream. */
export const live = createStore<Live>(EMPTY)

let stop: AbortController | undefined

/** Follows the stream until `stopLive`, and comes back after each loss where it was. */
export const startLive = (): void => {
  stop?.abort()
  stop = new AbortController()
  live.set(EMPTY)
  void keepFollowing(stop.signal)
}

/** Ends it. */
export const stopLive = (): void => {
  stop?.abort()
  stop = undefined
}

const FIRST_WAIT_MS = 500
const LAST_WAIT_MS = 10_000

const keepFollowing = async (signal: AbortSignal): Promise<void> => {
  let lastId: string | undefined
  let wait = FIRST_WAIT_MS
  while (!signal.aborted) {
    try {
      await follow(lastId, signal, (message) => {
        wait = FIRST_WAIT_MS
        lastId = message.id ?? lastId
        gather(message)
      })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return
    }
    if (signal.aborted) return
    live.set({ ...live.get(), state: 'lost' })
    await new Promise((resolve) => setTimeout(resolve, wait))
    wait = Math.min(wait * 2, LAST_WAIT_MS)
  }
}

let gathered: Message[] = []

/** Messages come in heaps; the page is drawn once a heap. */
const gather = (message: Message): void => {
  gathered.push(message)
  if (gathered.length > 1) return
  setTimeout(() => {
    const messages = gathered
    gathered = []
    live.set(messages.reduce(take, live.get()))
  }, 50)
}

const take = (now: Live, { name, data }: Message): Live => {
  if (name === 'hello') return { ...now, state: 'open' }
  if (name === 'event') {
    const event = data as EventSummary
    if (now.rows.some((row) => row.kind === 'event' && row.event.id === event.id)) return now
    return add(now, { kind: 'event', position: event.position, event })
  }
  if (name === 'burst') return addBurst(now, data as Burst)
  if (name === 'skipped') {
    const { count, resumed } = data as { count: number; resumed: number }
    return add(now, { kind: 'skipped', position: resumed - 1, count })
  }
  return now
}

const add = (now: Live, row: Row): Live => ({
  ...now,
  rows: [row, ...now.rows].slice(0, MAX_ROWS),
  position: Math.max(now.position, row.position),
  news: now.news + 1,
})

/** Rows above which a new burst is told by itself; below, it joins the one before, so that an import is one row. */
const JOINED_ROWS = 30

const addBurst = (now: Live, { count, last, ms, types }: Burst): Live => {
  const at = now.rows.slice(0, JOINED_ROWS).findIndex((row) => row.kind === 'burst')
  const before = now.rows[at]
  if (before?.kind !== 'burst') return add(now, { kind: 'burst', position: last, count, ms, types })
  const sum: Record<string, number> = { ...before.types }
  for (const [type, n] of Object.entries(types)) sum[type] = (sum[type] ?? 0) + n
  const joined: Row = { kind: 'burst', position: last, count: before.count + count, ms: before.ms + ms, types: sum }
  return add({ ...now, rows: now.rows.toSpliced(at, 1) }, joined)
}
