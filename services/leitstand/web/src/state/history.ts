import { useCallback, useEffect, useState } from 'react'
import type { EventSummary } from '../../../src/api.js'
import { getJson, withQuery } from '../api/client.js'
import type { Address } from './address.js'

/** Events read at a time. */
const PAGE = 100
/** Quiet time while a person types, in milliseconds. */
const TYPING_MS = 200

/** Events from the view of the service, a page at a time, newest first. */
export interface History {
  readonly events: readonly EventSummary[]
  readonly loading: boolean
  /** True where the oldest event is shown. */
  readonly complete: boolean
  more(): void
}

/** Older events that fit the filters. */
export const useHistory = ({ repository, type, text, notable }: Address): History => {
  const [state, setState] = useState<{ events: readonly EventSummary[]; loading: boolean; complete: boolean }>({
    events: [],
    loading: true,
    complete: false,
  })
  const path = withQuery('/api/events', { repository, type, text, notable, limit: PAGE })
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      getJson<EventSummary[]>(path, stop.signal)
        .then((events) => setState({ events, loading: false, complete: events.length < PAGE }))
        .catch(() => setState((old) => ({ ...old, loading: false })))
    }, TYPING_MS)
    setState((old) => ({ ...old, loading: true }))
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [path])
  const before = state.events.at(-1)?.position
  const more = useCallback(() => {
    if (before === undefined) return
    setState((old) => ({ ...old, loading: true }))
    getJson<EventSummary[]>(`${path}&before=${before}`)
      .then((older) =>
        setState((old) => ({ events: [...old.events, ...older], loading: false, complete: older.length < PAGE })),
      )
      .catch(() => setState((old) => ({ ...old, loading: false })))
  }, [path, before])
  return { ...state, more }
}
