import { type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Change, type Shop, iso } from './shop.js'
import type { Tale } from './tale.js'

const MINUTE_MS = 60_000

/** The guard that the mesh asks for by itself, and what it found. */
export const guardOf = async (tale: Tale, shop: Shop, change: Change): Promise<MeshEvent<'guard.finished.v1'>> => {
  const { voice } = tale
  const requested = await voice.theOne(
    'guard.requested.v1',
    `#${change.number}`,
    ({ data }) => data.change === shop.subject(change),
  )
  const { requested_by: by, area, areas = [] } = requested.data
  await tale.claim(
    'guard-requested',
    `${by} asks unasked for the guard of ${area === 'changed' ? areas.join(', ') : area} for #${change.number}`,
    requested,
  )
  const finished = await voice.theOne(
    'guard.finished.v1',
    `#${change.number}`,
    ({ data }) => data.request === requested.id && data.guard === 'auth-tests',
  )
  const merged = (await voice.events('pr.merged.v1')).some(({ subject }) => subject === shop.subject(change))
  const { verdict, reason, failures = [] } = finished.data
  if (verdict === 'not_run') throw new Error(`auth-tests of #${change.number} did not run: ${reason}`)
  await tale.claim(
    'guard-finished',
    `auth-tests of #${change.number} ${verdict}${failures[0] ? `: ${failures[0].message ?? failures[0].name}` : `: ${reason}`} (${merged ? 'after' : 'before'} the merge)`,
    finished,
  )
  return finished
}

/** The verdict about a change. */
export const verdictOf = ({ voice }: Tale, shop: Shop, change: Change): Promise<MeshEvent<'risk.assessed.v1'>> =>
  voice.theOne('risk.assessed.v1', `#${change.number}`, ({ data }) => data.change === shop.subject(change))

/** A verdict in its own words. */
export const wordsOf = ({ data }: MeshEvent<'risk.assessed.v1'>): string =>
  `${data.level} risk (${Math.floor(data.percentile)} %, ${data.signal}${data.raised_by === undefined ? '' : `, raised by ${data.raised_by}`})${data.reasons.length > 0 ? `: ${data.reasons.map(({ text }) => text).join('; ')}` : ', no past fact speaks of it'}`

/** The cause of an incident as the graph has it. */
export const causesOf = async (tale: Tale, change: string, incident: string): Promise<void> => {
  const { voice } = tale
  const edge = await voice.waitFor(`${change} --causes--> ${incident} in the graph`, async () => {
    const { relations } = await voice
      .ask<{ relations: { type: string; from: string; to: string; event: { id: string } }[] }>(
        'LEITSTAND',
        `/api/graph/neighbours?node=${encodeURIComponent(change)}&type=causes`,
      )
      .catch(() => ({ relations: [] }))
    return relations.find((one) => one.to === incident)
  })
  await tale.claim('causes', `the graph: ${edge.from} --${edge.type}--> ${edge.to}`, edge.event)
}

/** Merges a change in the repository and waits until the mesh has read it there. */
export const mergeOf = async ({ voice }: Tale, shop: Shop, change: Change, at: number): Promise<string> => {
  const sha = await shop.merge(change, at)
  await voice.theOne('change.recorded.v1', `the merge of #${change.number}`, ({ data }) => data.sha === sha)
  return sha
}

/** What CI says of the head of a change. */
export const ciOf = async (
  { voice }: Tale,
  shop: Shop,
  change: Change,
  outcome: 'success' | 'failure',
  message?: string,
): Promise<void> => {
  await voice.tell(
    draft('ci.result.v1', {
      subject: `ci/${shop.name}/${change.head}`,
      time: iso(change.at + 20 * MINUTE_MS),
      data: {
        repository: shop.name,
        sha: change.head,
        number: change.number,
        pipeline: 'test',
        outcome,
        ...(message === undefined ? {} : { failures: [{ name: 'migrates', message }] }),
        finished_at: iso(change.at + 20 * MINUTE_MS),
      },
    }),
  )
}

/** Whether an outcome speaks of a change, by its number or by its head. */
export const refersTo = (subject: string, shop: Shop, change: Change): boolean =>
  subject === shop.subject(change) || subject.endsWith(change.head)
