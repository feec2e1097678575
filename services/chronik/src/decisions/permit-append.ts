/**
 * What tools outside may say without being an admin: what happened in the world. What a person or a service of the mesh
 * alone may say (commands, approvals, configuration, judgements) is not among it, and a new type is not until it is named.
 */
const WORLD = new Set([
  'pr.opened',
  'pr.updated',
  'pr.reviewed',
  'pr.merged',
  'pr.closed',
  'push.received',
  'change.recorded',
  'branch.rewritten',
  'comment.created',
  'message.summarised',
  'note.written',
  'cdevent.received',
  'ci.result',
  'issue.opened',
  'issue.closed',
  'release.published',
  'incident.detected',
  'incident.resolved',
])

/** Sources that only the mesh itself, and the page for its person, speak as. */
const OWN = /^(heimgewebe|\/leitstand)(\/|$)/

/** An event of a request that its sender may not append. */
export interface NotPermitted {
  /** Place in the request, from 0. */
  readonly index: number
  /** JSON pointer to what decides. */
  readonly field: '/type' | '/source'
  readonly message: string
}

/** The first event that a token with the scope `append` and no more may not append; undefined where it may all. */
export const notPermitted = (events: readonly unknown[]): NotPermitted | undefined => {
  for (const [index, event] of events.entries()) {
    const { type, source } = (event ?? {}) as { type?: unknown; source?: unknown }
    if (typeof type === 'string' && !WORLD.has(type.replace(/\.v\d+$/, '')))
      return { index, field: '/type', message: `appending ${type.slice(0, 100)} needs the scope admin` }
    if (typeof source === 'string' && OWN.test(source))
      return { index, field: '/source', message: `speaking as ${source.slice(0, 100)} needs the scope admin` }
  }
  return undefined
}
