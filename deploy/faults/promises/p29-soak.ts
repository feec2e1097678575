import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../checker/check.js'
import { Load } from '../load/load.js'
import type { Part } from '../rig/part.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'

const MINUTE_MS = 60_000
const SAMPLE_MS = 1000
/** Growth from the second quarter to the last that counts as a leak: share and MiB together. */
const GROWTH = 1.25
const GROWTH_MIB = 16
/** Most events that may wait for JetStream or a consumer while the load goes on. */
const MOST_BEHIND = 5000

/** P29: steady load for a while; memory stays where it is after the first quarter, and no queue grows. */
export const p29: Campaign = {
  id: 'P29',
  title: 'Memory and queues are bounded',
  unit: 'minutes of load',
  chunk: 60,
  short: 0,
  shortSeconds: 0,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const load = await Load.start(rig, random, { pauseMs: 100 })
      const memory = new Map<string, number[]>()
      let behind = 0
      for (const end = Date.now() + n * MINUTE_MS; Date.now() < end; await sleep(SAMPLE_MS)) {
        for (const part of rig.services) memory.set(part.name, [...(memory.get(part.name) ?? []), rssOf(part)])
        behind = Math.max(behind, await lagOf(rig))
      }
      await load.stop()
      const outcome = await judge(rig, { 'minutes of load': n }, {}, restMs)
      const growing = [...memory].filter(([, samples]) => grows(samples))
      const verdicts: Verdict[] = [
        {
          id: 'P29 memory does not grow',
          n: memory.size,
          ok: growing.length === 0,
          ...(growing.length > 0 && {
            detail: growing.map(([name, samples]) => `${name}: ${summary(samples)}`).join('; '),
          }),
        },
        {
          id: 'P29 queues are bounded',
          n: 1,
          ok: behind <= MOST_BEHIND,
          ...(behind > MOST_BEHIND && { detail: `${behind}` }),
        },
      ]
      const peak = Math.max(...[...memory.values()].flat())
      return {
        ...outcome,
        counts: { ...outcome.counts, peakMib: Math.round(peak), mostBehind: behind },
        verdicts: [...outcome.verdicts, ...verdicts],
      }
    } finally {
      await rig.stop()
    }
  },
}

/** Resident memory in MiB. */
export const rssOf = (part: Part): number => {
  const status = readFileSync(`/proc/${part.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

const lagOf = async (rig: Rig): Promise<number> => {
  const cursors = rig.consumers.map(({ name }) => `(select position from ${name}.mesh_cursor)`).join(', ')
  const [row] = await rig.postgres.query<{ n: number }>(
    `select (select next - 1 from chronik.sequencer) - least(${cursors}) as n`,
  )
  return row!.n
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const quarters = (samples: readonly number[]): readonly [number, number] => {
  const quarter = samples.length >> 2
  return [median(samples.slice(quarter, 2 * quarter)), median(samples.slice(-quarter))]
}

/** Whether memory grew after the first quarter. */
export const grows = (samples: readonly number[]): boolean => {
  const [early, late] = quarters(samples)
  return late > early * GROWTH && late > early + GROWTH_MIB
}

/** Memory in the second quarter and in the last. */
export const summary = (samples: readonly number[]): string =>
  quarters(samples)
    .map((mib) => `${Math.round(mib)} MiB`)
    .join(' to ')
