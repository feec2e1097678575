import type { Evidence } from './graph-entry.js'
import type { Moment } from './graph-store.js'

/** How a node was called and how it stood from an event on: place in the log, Unix milliseconds, title, state. */
type Version = readonly [position: number, at: number, title: string, state: string]

interface Named {
  readonly title: string
  readonly state: string
}

/** Most versions kept of one node; of more, the first and the newest ones. */
const MAX_VERSIONS = 50

/** The history of a node to which an event gives another title or state. What had neither before needs none. */
export const withVersion = (
  node: Named & { readonly at: number; readonly position: number; readonly history: string },
  { title, state }: Named,
  { position, at }: Evidence,
): string => {
  if (node.history === '' && node.title === '' && node.state === '') return ''
  const versions = node.history === '' ? [versionOf(node)] : parse(node.history)
  versions.push([position, at, title, state])
  if (versions.length > MAX_VERSIONS) versions.splice(1, versions.length - MAX_VERSIONS)
  return JSON.stringify(versions)
}

/** Title and state of a node at a moment; the first ones where it was not heard of yet. */
export const versionAt = <Node extends Named & { readonly history: string }>(
  node: Node,
  moment: Moment | undefined,
): Named => {
  if (moment === undefined || node.history === '') return node
  const versions = parse(node.history)
  const then =
    versions.findLast(([position, at]) => (moment.axis === 'time' ? at : position) <= moment.at) ?? versions[0]!
  return { title: then[2], state: then[3] }
}

const versionOf = ({ position, at, title, state }: Named & { position: number; at: number }): Version => [
  position,
  at,
  title,
  state,
]

const parse = (history: string): Version[] => JSON.parse(history) as Version[]
