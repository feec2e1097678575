import type { GraphStore } from '../graph-store.js'
import type { NodeRow } from '../stored-rows.js'

/**
 * Copies stand before the first place of this log, in the order of the log that they came from: whatever this log says
 * itself comes after them and wins, and no place of another log is taken for one of its own.
 */
const BEFORE_THE_LOG = -1_000_000_000_000

/** The place of a copy, by its place in the log that it came from; one that was a copy there already keeps its place. */
export const placeOfCopy = (position: number): number => (position < 0 ? position : position + BEFORE_THE_LOG)

/** Whether a place is that of a copy. */
export const isCopy = (position: number): boolean => position < 0

/** A part of a document, as it is kept. */
export interface CopiedPart {
  readonly part: string
  readonly position: number
  readonly event: string
  readonly at: number
  readonly kind: string
  readonly repository: string
  readonly title: string
  readonly body: string
  readonly names: string
}

/** A document with its vector and the node of the graph that it is about. */
export interface CopiedDocument {
  readonly subject: string
  readonly parts: readonly CopiedPart[]
  /** The numbers as they are kept: 32-bit floats, little-endian, in base64. */
  readonly vector: string
  /** Undefined where the graph has no such node. */
  readonly node?: Omit<NodeRow, 'key'> | undefined
}

/** What became of the things that were handed over. */
export interface Outcome {
  /** New here, or newer than the copy that was here. */
  readonly written: number
  /** Here already, just so. */
  readonly unchanged: number
  /** Left alone: the log of this stack speaks of it itself. */
  readonly own: number
}

/** Adopts nodes of another graph; what is here already and of this log is left alone. One transaction, or none. */
export const adoptNodes = async (store: GraphStore, nodes: readonly Omit<NodeRow, 'key'>[]): Promise<Outcome> => {
  const from = await store.place()
  const known = new Map((await store.known(nodes.map(({ id }) => id))).map((node) => [node.id, node]))
  let { keys } = from
  const fresh: NodeRow[] = []
  const changed: NodeRow[] = []
  let own = 0
  for (const given of nodes) {
    const copy = { ...given, position: placeOfCopy(given.position), history: historyOfCopy(given.history) }
    const here = known.get(given.id)
    if (!here) fresh.push({ ...copy, key: ++keys })
    else if (!isCopy(here.position) || saidHere(here.history)) own++
    else if (differs(here, copy)) changed.push({ ...copy, key: here.key })
  }
  const written = fresh.length + changed.length
  if (written > 0)
    await store.write({ nodes: fresh, changed, evidence: [], ended: [], relations: [], from, to: { ...from, keys } })
  return { written, unchanged: nodes.length - written - own, own }
}

type Version = [position: number, ...rest: unknown[]]

const historyOfCopy = (history: string): string =>
  history === ''
    ? ''
    : JSON.stringify((JSON.parse(history) as Version[]).map(([position, ...rest]) => [placeOfCopy(position), ...rest]))

/** Whether an event of this log has given a copied node another title or state. */
const saidHere = (history: string): boolean =>
  history !== '' && (JSON.parse(history) as Version[]).some(([position]) => !isCopy(position))

const differs = (here: NodeRow, copy: Omit<NodeRow, 'key'>): boolean =>
  here.title !== copy.title || here.state !== copy.state || here.at !== copy.at || here.history !== copy.history
