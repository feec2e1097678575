import { useEffect } from 'react'
import { withQuery } from '../api/client.js'
import type { BriefQuestion } from '../loop/answers.js'
import { live } from './live.js'
import { type Resource, useResource } from './resource.js'
import { createStore, useStore } from './store.js'

/** Questions that are counted and listed; more than a person answers on a day. */
export const MOST_WAITING = 100
/** Time between two tries where heimgeist does not answer, in milliseconds. */
const RETRY_MS = 15_000

const QUESTIONS = ['approval.']

type Waiting = Resource<{ readonly approvals: readonly BriefQuestion[] }>

/** The questions that wait for a person, as they come and go. */
export const waiting = createStore<Omit<Waiting, 'again'>>({ value: undefined, problem: undefined, loading: true })

/** Keeps `waiting` up to date; for one place of the page. */
export const useFollowWaiting = (): void => {
  const { value, problem, loading, again }: Waiting = useResource(
    withQuery('/api/approvals', { brief: true, limit: MOST_WAITING }),
  )
  useNewsOf(QUESTIONS, again)
  useEffect(() => waiting.set({ value, problem, loading }), [value, problem, loading])
  useEffect(() => {
    if (!problem) return
    const timer = setTimeout(again, RETRY_MS)
    return () => clearTimeout(timer)
  }, [problem, again])
}

/**
 * Calls `act` when the stream told of an event whose type begins with one of `kinds`, or may have. A service keeps what it
 * knows before its event is in the log, so what is asked for then is up to date.
 */
export const useNewsOf = (kinds: readonly string[], act: () => void): void => {
  const { rows } = useStore(live)
  const fits = (type: string): boolean => kinds.some((kind) => type.startsWith(kind))
  const latest = rows.find(
    (row) =>
      row.kind === 'skipped' || (row.kind === 'event' ? fits(row.event.type) : Object.keys(row.types).some(fits)),
  )
  const key = latest === undefined ? '' : `${latest.position} ${latest.kind === 'event' ? '' : latest.count}`
  useEffect(() => {
    if (key !== '') act()
  }, [key, act])
}
