import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, getJson } from '../api/client.js'

/** An answer of the API, or why there is none. The last good answer stays while a new one is fetched. */
export interface Resource<T> {
  readonly value: T | undefined
  readonly problem: ApiError | undefined
  readonly loading: boolean
  /** Fetches again. */
  again(): void
}

/** The JSON at a path; undefined fetches nothing. */
export const useResource = <T>(path: string | undefined): Resource<T> => {
  const [state, setState] = useState<{ path?: string; value?: T; problem?: ApiError; loading: boolean }>({
    loading: true,
  })
  const [turn, setTurn] = useState(0)
  const shown = useRef<string>(undefined)
  useEffect(() => {
    if (path === undefined) return
    const stop = new AbortController()
    const keep = shown.current === path
    setState((old) => (keep ? { ...old, loading: true } : { loading: true }))
    getJson<T>(path, stop.signal)
      .then((value) => {
        shown.current = path
        setState({ path, value, loading: false })
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return
        const problem = error instanceof ApiError ? error : new ApiError(String(error), 0)
        setState((old) => ({ ...old, problem, loading: false }))
      })
    return () => stop.abort()
  }, [path, turn])
  const again = useCallback(() => setTurn((old) => old + 1), [])
  return { value: state.value, problem: state.problem, loading: state.loading, again }
}
