import { setTimeout as sleep } from 'node:timers/promises'
import { failpoint } from '@heimgewebe/mesh'
import type pg from 'pg'
import { slimName } from './archive-copy.js'
import type { ArchivePlan } from './plan-archive.js'

/** Longest wait for those who read the log just then, in milliseconds: appends wait behind it. */
const LOCK_MS = 2000
/** Tries, with a pause between them, before it is left for later. */
const MAX_TRIES = 30
const PAUSE_MS = 500

/** Puts the slim tables in the place of the partitions, and notes that the range is done: all in one commit, or nothing. */
export const swapRange = async (client: pg.ClientBase, plan: ArchivePlan): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await client.query('begin')
      await client.query(`set local lock_timeout = ${LOCK_MS}`)
      for (const partition of plan.partitions) {
        const { name, first, last } = partition
        await client.query(`alter table log detach partition ${name}`)
        await client.query(`drop table ${name}`)
        await client.query(`alter table ${slimName(partition)} rename to ${name}`)
        await client.query(`alter table log attach partition ${name} for values from (${first}) to (${last + 1})`)
        await client.query(`alter table ${name} drop constraint archived`)
      }
      await client.query('update archived_range set done = true where first_position = $1', [plan.first])
      failpoint('archive-before-commit')
      await client.query('commit')
      failpoint('archive-after-commit')
      return
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      if (!BUSY.has((error as { code?: string }).code ?? '') || tries === MAX_TRIES) throw error
      await sleep(PAUSE_MS)
    }
  }
}

/** The lock did not come in time, or two waited for each other. */
const BUSY = new Set(['55P03', '40P01'])
