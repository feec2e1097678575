import { useEffect, useRef } from 'react'
import type { Overview } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import { live } from './live.js'
import { type Resource, useResource } from './resource.js'
import { useStore } from './store.js'

/** Quiet time after news before the page asks again, and the longest wait while news keep coming; milliseconds. */
const QUIET_MS = 250
const LONGEST_MS = 2000
/** Wait before asking again where the answer knows less than the stream has told; milliseconds. */
const BEHIND_MS = 1000

/** Calls `act` soon after news of the live stream, not at each of them; while `ready` is false it waits. */
export const useNews = (act: () => void, ready: boolean): void => {
  const { news } = useStore(live)
  const seen = useRef(news)
  const first = useRef(0)
  useEffect(() => {
    if (news === seen.current || !ready) return
    first.current ||= Date.now()
    const wait = Math.max(0, Math.min(QUIET_MS, first.current + LONGEST_MS - Date.now()))
    const timer = setTimeout(() => {
      first.current = 0
      seen.current = news
      if (!document.hidden) act()
    }, wait)
    return () => clearTimeout(timer)
  }, [news, ready, act])
}

/** What is risky now. Asked again as long as the stream has told of events that the answer does not know yet. */
export const useOverview = (repository: string | undefined, limit: number): Resource<Overview> => {
  const overview = useResource<Overview>(withQuery('/api/overview', { repository, limit }))
  const { position } = useStore(live)
  const { value, loading, again } = overview
  useNews(again, !loading)
  const behind = !loading && value !== undefined && value.position < position
  useEffect(() => {
    // The stream tells of an event a moment before the view has written it.
    if (!behind) return
    const timer = setTimeout(again, BEHIND_MS)
    return () => clearTimeout(timer)
  }, [behind, again, value])
  useEffect(() => {
    document.addEventListener('visibilitychange', again)
    return () => document.removeEventListener('visibilitychange', again)
  }, [again])
  return overview
}
