import { setTimeout as sleep } from 'node:timers/promises'
import { draft } from '@heimgewebe/contracts'
import type { Inquiry } from './inquiry.js'

const LOOK_EVERY_MS = 250
const SAY_EVERY_MS = 5000
/** How long nothing may happen before it is given up, in milliseconds. */
const STALLED_MS = 120_000

type Counts = { readonly head: number; readonly types: Readonly<Record<string, number>> }

/** Lets the mesh read and follow the history as far as it is shown. */
export const watchHistory = async ({ voice, history }: Inquiry): Promise<void> => {
  const data = { location: history.folder, repository: history.name }
  await voice.tell(draft('watch.requested.v1', { subject: `watch/${history.name}`, data }))
}

/** Whether a commit is in the log. */
export const isShown = async ({ voice, history }: Inquiry, sha: string): Promise<boolean> =>
  (await voice.events('change.recorded.v1', history.subject({ sha }))).length > 0

/** Waits until a commit is in the log: what is told after that finds its past there. */
export const waitShown = (inquiry: Inquiry, sha: string): Promise<void> =>
  whileItMoves(inquiry, () => isShown(inquiry, sha))

/** Waits until every service has worked through the log. */
export const waitSettled = async (inquiry: Inquiry): Promise<void> => {
  let before: number | undefined
  await whileItMoves(inquiry, async ({ head }) => {
    const settled = (await inquiry.voice.lag()) === 0 ? head : undefined
    const isDone = settled !== undefined && settled === before
    before = settled
    return isDone
  })
}

/** Looks again and again, and says on stderr how far the mesh is. Throws where nothing moves any more. */
const whileItMoves = async ({ voice, history }: Inquiry, look: (counts: Counts) => Promise<boolean>): Promise<void> => {
  let [moved, said, last] = [Date.now(), Date.now(), '']
  for (;;) {
    const counts = await voice.ask<Counts>('CHRONIK', '/events/counts')
    if (await look(counts)) return
    const now = Date.now()
    const state = `${counts.head} ${await voice.lag()}`
    if (state !== last) [moved, last] = [now, state]
    if (now - moved > STALLED_MS) throw new Error(`the mesh stands still at event ${counts.head} of ${history.name}`)
    if (now - said > SAY_EVERY_MS) {
      said = now
      const of = (type: string): number => counts.types[type] ?? 0
      process.stderr.write(
        `… ${of('change.recorded.v1')} of ${history.commits.length} commits read, ${of('risk.assessed.v1')} judged, ${counts.head} events\n`,
      )
    }
    await sleep(LOOK_EVERY_MS)
  }
}
