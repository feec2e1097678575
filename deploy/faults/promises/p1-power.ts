import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from '../load/load.js'
import { freeze, killFrozen } from '../rig/freeze.js'
import { LoopDisk } from '../rig/loop-disk.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge, type Outcome } from './campaign.js'
import { Faults } from './kills.js'

/** Least and most time of load before a cut, in milliseconds. */
const LOAD_MS = [1500, 4000] as const

/**
 * P1: the power is cut. Postgres, NATS and the segments lie on a disk of their own; at the cut every process is frozen, the
 * disk is copied as it is without what its cache held, and a new mesh starts on the copy.
 */
export const p1: Campaign = {
  id: 'P1',
  title: 'An event that was answered with yes is never lost, power cut included',
  unit: 'power cuts',
  chunk: 10,
  short: 2,
  shortSeconds: 63,
  obstacle: () => LoopDisk.obstacle(),
  async run({ n, random, bundles, postgres, restMs, say }) {
    const faults = new Faults()
    const disk = LoopDisk.make()
    // What the writers and the world know does not lose its power.
    const outside = mkdtempSync(join(tmpdir(), 'heimgewebe-outside-'))
    let outcome: Outcome | undefined
    let rig: Rig | undefined
    try {
      for (let cuts = 0; cuts < n; cuts++) {
        rig ??= await Rig.start({ bundles, folder: disk.folder, outside, ...(postgres && { postgres }) })
        const load = await Load.start(rig, random, { round: cuts })
        await sleep(random.int(...LOAD_MS))
        await load.enough()
        const frozen = await freeze(rig.parts.flatMap(({ pid }) => pid ?? []))
        // Answers that were on their way are noted before the cut is: their commits are older than it.
        await sleep(50)
        await load.journal.cut()
        disk.copy()
        faults.count('power cut')
        const { ports } = rig
        // NOTE: frozen processes are killed without another word to the disk; the writers see their connections break.
        await Promise.all([rig.stop(), load.abandon()])
        // The children of Postgres, which cannot see that it is gone.
        await killFrozen(frozen)
        disk.swap()
        rig = await Rig.start({ bundles, folder: disk.folder, outside, ports, ...(postgres && { postgres }) })
        const judged = await judge(rig, faults.landed, { cut: true }, restMs)
        outcome = judged
        say(`P1: cut ${cuts + 1} of ${n}: ${judged.counts['yes']} yes`)
        if (judged.verdicts.some((verdict) => !verdict.ok)) break
      }
      return outcome!
    } finally {
      await rig?.stop()
      disk.remove()
      rmSync(outside, { recursive: true, force: true })
    }
  },
}
