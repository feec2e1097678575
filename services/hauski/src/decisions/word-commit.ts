import type { MeshEvent } from '@heimgewebe/contracts'
import type { Order } from './read-order.js'

/** The whole message of a commit: what was ordered, then where it comes from. */
export const wordCommit = (order: Order, { id, data }: MeshEvent<'action.requested.v1'>): string => {
  if (order.kind !== 'commit' && order.kind !== 'revert') return ''
  const title = order.title || (order.kind === 'revert' ? `Revert ${order.sha.slice(0, 12)}` : 'Change files')
  const trailers = [
    `Heimgewebe-Intent: ${id}`,
    `Heimgewebe-Decision: ${data.decision}`,
    ...(data.proposal === undefined ? [] : [`Heimgewebe-Proposal: ${data.proposal}`]),
    ...(data.approval === undefined ? [] : [`Heimgewebe-Approval: ${data.approval}`]),
  ]
  return `${[firstLine(title), inert(order.body), trailers.join('\n')].filter(Boolean).join('\n\n')}\n`
}

const firstLine = (title: string): string => title.replaceAll(/\s+/g, ' ').trim()

/** A body cannot pass for a trailer of ours. */
const inert = (body: string): string =>
  body
    .trim()
    .split('\n')
    .map((line) => (/^\s*heimgewebe-[a-z]+\s*:/i.test(line) ? `> ${line.trim()}` : line.trimEnd()))
    .join('\n')
