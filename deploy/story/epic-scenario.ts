import { type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Change, type Shop, iso } from './shop.js'
import { ciOf } from './steps.js'
import type { Tale } from './tale.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What the migrations of this epic said when they failed, each in its own words. */
const WORDS = [
  'jobs in the queue exist already',
  'no jobs left in the queue after they were moved',
  'queue of jobs: timeout while a lock is held',
  'cannot roll back the jobs of a queue',
  'the queue and its jobs differ in order',
]
const FAILURES = WORDS.length
const MERGED = 12
const OPEN = 8

interface Epic {
  readonly clusters: readonly {
    readonly text: string
    readonly changes: readonly string[]
    readonly events: readonly string[]
  }[]
}

/** Scenario 2: an epic of twenty changes, five of which had trouble at the same place; the open ones hear of it first. */
export const trackEpic = async (tale: Tale, shop: Shop, from: number): Promise<void> => {
  tale.part('scenario-2', 'Scenario 2: an epic of twenty changes')
  const { voice } = tale
  const by = 'person/owner'
  const text = 'heimgeist /open-epic "queue-migration: Move to the new queue"'
  await voice.tell(
    draft('command.given.v1', { subject: 'command/queue-migration', data: { text, by, repository: shop.name } }),
  )
  await voice.theOne('epic.opened.v1', 'the command', ({ data }) => data.epic === 'queue-migration')
  tale.happens(`${by} opens the epic queue-migration`)
  for (let n = 0; n < MERGED; n++) {
    const change = await propose(tale, shop, 220 + n, from + n * HOUR_MS, n < FAILURES ? 'worker' : 'web')
    if (n < FAILURES) await ciOf(tale, shop, change, 'failure', WORDS[n])
    const at = iso(change.at + HOUR_MS)
    await voice.tell(
      draft('pr.merged.v1', {
        subject: shop.subject(change),
        time: at,
        data: { repository: shop.name, number: change.number, title: change.title, strategy: 'squash', merged_at: at },
      }),
    )
  }
  tale.happens(
    `${MERGED} changes were merged, ${FAILURES} of them after CI had failed; all changed src/worker/jobs.txt`,
  )
  for (let n = 0; n < OPEN; n++) await propose(tale, shop, 240 + n, from + 2 * DAY_MS + n * HOUR_MS, 'worker')
  tale.happens(`${OPEN} more are open, and change it too; no CI has run on them yet`)
  const said = await voice.theOne(
    'epic.assessed.v1',
    'all twenty',
    ({ data }) => data.epic === 'queue-migration' && data.merged === MERGED && data.open === OPEN,
  )
  await tale.claim('tracking', said.data.summary, said, said.data.events)
  const epic = await voice.ask<Epic>('LEITSTAND', '/api/epics/queue-migration')
  const [cluster] = epic.clusters
  await tale.claim('cluster', cluster?.text ?? 'no cluster', said, cluster?.events)
  const alike = (await voice.events('cluster.found.v1')).findLast(({ data }) => data.repository === shop.name)
  if (alike === undefined) tale.missing('no cluster of errors in different words was found')
  else
    await tale.claim(
      'alike',
      `semantah: the failures of ${alike.data.members.map((member) => `#${member.slice(member.lastIndexOf('/') + 1)}`).join(', ')} are alike: ${alike.data.label}`,
      alike,
      alike.data.events,
    )
  const warned = await voice.waitFor('all open changes are warned', async () => {
    const open = (change: string): boolean => Number(change.slice(change.lastIndexOf('/') + 1)) >= 240
    const found = (await voice.events('epic.warned.v1')).filter(({ data }) => open(data.change))
    return found.length >= OPEN ? found : undefined
  })
  const last = warned.at(-1)!
  await tale.claim('warned', `${namesOf(warned)}: ${last.data.text}`, last, last.data.events)
}

const propose = async (tale: Tale, shop: Shop, number: number, at: number, area: 'worker' | 'web'): Promise<Change> => {
  const file = area === 'worker' ? 'src/worker/jobs.txt' : `src/web/page-${number}.html`
  const title = `${area}: step ${number} of the new queue`
  const change = await shop.propose({
    number,
    title,
    author: 'Jon',
    at,
    files: { [file]: `${area} ${number}\n`.repeat(20) },
  })
  const opened = await shop.opened(change)
  await tale.voice.tell({ ...opened, data: { ...opened.data, body: 'Part of epic queue-migration' } } as typeof opened)
  return change
}

const namesOf = (warned: readonly MeshEvent<'epic.warned.v1'>[]): string =>
  warned.map(({ data }) => `#${data.change.slice(data.change.lastIndexOf('/') + 1)}`).join(', ')
