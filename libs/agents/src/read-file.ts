import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { AgentDefinition } from './definition.js'
import { readDefinition } from './read-definition.js'

/** An agent of a file, as it was written and as it was read. */
export interface AgentEntry {
  readonly definition: AgentDefinition
  /** What the file says, as JSON. */
  readonly written: Record<string, unknown>
}

/** A file of agents: all of them, or everything that is wrong with it. */
export type AgentsFile =
  | { readonly ok: true; readonly agents: readonly AgentEntry[] }
  | {
      readonly ok: false
      /** Line and column from 1. */
      readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[]
    }

/** Largest file, in characters. */
const MOST = 200_000

/** Reads a YAML file with an `agents` list. Each problem names its line and column. */
export const readAgentsFile = (text: string): AgentsFile => {
  const lines = new LineCounter()
  if (text.length > MOST) return wrong(lines, 0, `the file is longer than ${MOST} characters`)
  // Aliases are refused: a few lines of them grow without a bound.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, stringKeys: true })
  const [error] = document.errors
  if (error) return wrong(lines, error.pos[0], error.message)
  if (/[&*][A-Za-z0-9_-]+/.test(text) && hasAlias(document)) return wrong(lines, 0, 'aliases are not read')
  const root = document.toJS() as unknown
  const list = typeof root === 'object' && root !== null ? (root as Record<string, unknown>)['agents'] : undefined
  if (!Array.isArray(list) || list.length === 0)
    return wrong(lines, placeOf(document, ['agents']), 'the file has no list "agents"')

  const readings = list.map((written: unknown) => readDefinition(written))
  const problems = readings.flatMap((reading, place) =>
    reading.ok
      ? []
      : reading.problems.map(({ path, message }) => ({
          ...positionOf(lines, placeOf(document, ['agents', place, ...path])),
          message,
        })),
  )
  const agents = readings.flatMap((reading, place) =>
    reading.ok ? [{ definition: reading.agent, written: list[place] as Record<string, unknown> }] : [],
  )
  const names = agents.map(({ definition }) => definition.name)
  const twice = names.findIndex((name, place) => names.indexOf(name) !== place)
  if (problems.length === 0 && twice >= 0)
    return wrong(lines, placeOf(document, ['agents', twice, 'name']), `${names[twice]} is named twice`)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, agents }
}

const hasAlias = (document: Document): boolean => {
  try {
    document.toJS({ maxAliasCount: 0 })
    return false
  } catch {
    return true
  }
}

/** Offset of what a path names; of its key where a mapping has it, else of the nearest part that is there. */
const placeOf = (document: Document, path: readonly (string | number)[]): number => {
  for (let length = path.length; length >= 0; length--) {
    const parent: unknown = length === 0 ? undefined : document.getIn(path.slice(0, length - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === path[length - 1],
      )
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined
    if (node?.range) return node.range[0] ?? 0
  }
  return 0
}

const positionOf = (lines: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

const wrong = (lines: LineCounter, offset: number, message: string): AgentsFile => ({
  ok: false,
  problems: [{ ...positionOf(lines, offset), message }],
})
