import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, getJson, withQuery } from '../api/client.js'
import type { GraphNode, GraphRelation, Subgraph } from '../graph/answers.js'

/** Relations of a node that are asked for, and of one type where that was not all: what semantah gives at most. */
const MOST = 1000

/** What is known of the surroundings of one node. */
export interface Surroundings {
  readonly relations: readonly GraphRelation[]
  /** Only the newest are known, but for the types in `whole`. */
  readonly cut: boolean
  readonly whole: ReadonlySet<string>
  /** Types of which there are more than semantah gives. */
  readonly capped: ReadonlySet<string>
  readonly problem?: ApiError
  readonly loading: boolean
}

/** The part of the graph that was walked. */
export interface Walk {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly around: ReadonlyMap<string, Surroundings>
  /** Asks for all relations of one type at a node. */
  more(node: string, type: string): void
  /** Asks again where it did not work. */
  again(node: string): void
}

interface State {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly around: ReadonlyMap<string, Surroundings>
}

const NOTHING: State = { nodes: new Map(), around: new Map() }

/** The surroundings of nodes, each asked for once; anew when the moment changes. `at` is an RFC 3339 time, or now. */
export const useWalk = (open: readonly string[], at: string | undefined): Walk => {
  const [state, setState] = useState(NOTHING)
  const asked = useRef(new Set<string>())
  const moment = useRef<AbortController>(undefined)

  const ask = useCallback(
    (node: string, type?: string): void => {
      const stop = moment.current
      if (!stop) return
      setState((old) => noted(old, node, { loading: true }))
      getJson<Subgraph>(withQuery('/api/graph/neighbours', { node, type, limit: MOST, at }), stop.signal)
        .then((answer) => setState((old) => joined(old, node, answer, type)))
        .catch((error: unknown) => {
          if (stop.signal.aborted) return
          const problem = error instanceof ApiError ? error : new ApiError(String(error), 0)
          setState((old) => noted(old, node, { loading: false, problem }))
        })
    },
    [at],
  )

  useEffect(() => {
    const stop = new AbortController()
    moment.current = stop
    asked.current = new Set()
    setState(NOTHING)
    return () => stop.abort()
  }, [at])

  const key = JSON.stringify(open)
  useEffect(() => {
    for (const node of JSON.parse(key) as string[]) {
      if (asked.current.has(node)) continue
      asked.current.add(node)
      ask(node)
    }
  }, [key, ask])

  return { ...state, more: ask, again: ask }
}

const UNKNOWN: Surroundings = { relations: [], cut: false, whole: new Set(), capped: new Set(), loading: true }

const noted = (old: State, node: string, { problem, loading }: Pick<Surroundings, 'problem' | 'loading'>): State => {
  const { problem: _, ...known } = old.around.get(node) ?? UNKNOWN
  const next = { ...known, loading, ...(problem === undefined ? {} : { problem }) }
  return { ...old, around: new Map(old.around).set(node, next) }
}

const joined = (old: State, node: string, answer: Subgraph, type: string | undefined): State => {
  const nodes = new Map(old.nodes)
  for (const one of answer.nodes) nodes.set(one.id, one)
  const known = old.around.get(node) ?? UNKNOWN
  const ids = new Set(known.relations.map(({ id }) => id))
  const next: Surroundings = {
    relations: [...known.relations, ...answer.relations.filter(({ id }) => !ids.has(id))],
    cut: type === undefined ? answer.truncated : known.cut,
    whole: type === undefined ? known.whole : new Set(known.whole).add(type),
    capped: type !== undefined && answer.truncated ? new Set(known.capped).add(type) : known.capped,
    loading: false,
  }
  return { nodes, around: new Map(old.around).set(node, next) }
}
