import { useEffect, useState } from 'react'
import { ApiError, getJson, withQuery } from '../api/client.js'
import type { GraphNode } from './answers.js'

/** Something that happened and fits some words. */
export interface SearchHit {
  readonly subject: string
  readonly kind: string
  readonly repository: string
  readonly at: string
  readonly title: string
}

/** What was found for a text. */
export interface Found {
  readonly state: 'idle' | 'looking' | 'found' | 'failed'
  readonly names: readonly GraphNode[]
  readonly hits: readonly SearchHit[]
  /** True where more nodes are called so than are shown. */
  readonly truncated: boolean
  readonly problem: string
}

const IDLE: Found = { state: 'idle', names: [], hits: [], truncated: false, problem: '' }
/** Quiet time while a person types in milliseconds, and the fewest letters that are looked for. */
const TYPING_MS = 200
const LEAST = 2
const MOST = 8

/** Things of these kinds are found by their words; a pull request has the kind of a change there. */
const inGraph = ({ subject }: SearchHit): boolean => !subject.startsWith('comment/')

/** Looks for a text among the names of all nodes and the words of what happened. */
export const useFound = (text: string): Found => {
  const [found, setFound] = useState(IDLE)
  const asked = text.trim()
  useEffect(() => {
    if (asked.length < LEAST) {
      setFound(IDLE)
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(() => {
      setFound((old) => ({ ...old, state: 'looking' }))
      Promise.all([
        getJson<{ nodes: GraphNode[]; truncated: boolean }>(
          withQuery('/api/graph/nodes', { q: asked, limit: MOST }),
          stop.signal,
        ),
        getJson<{ hits: SearchHit[] }>(withQuery('/api/search', { q: asked, limit: MOST }), stop.signal),
      ])
        .then(([{ nodes, truncated }, { hits }]) => {
          const named = new Set(nodes.map(({ id }) => id))
          const others = hits.filter((hit) => inGraph(hit) && !named.has(hit.subject)).map(withKind)
          setFound({ state: 'found', names: nodes, hits: others, truncated, problem: '' })
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted)
            setFound({ ...IDLE, state: 'failed', problem: error instanceof ApiError ? error.message : String(error) })
        })
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked])
  return found
}

const withKind = (hit: SearchHit): SearchHit => (hit.subject.startsWith('change/') ? { ...hit, kind: 'commit' } : hit)
