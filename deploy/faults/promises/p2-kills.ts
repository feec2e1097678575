import { Load } from '../load/load.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { armRestarts, Faults, killUntil, progress } from './kills.js'

/** P2: kill -9 of every part at random moments, at named places, and of two at once, under load. */
export const p2: Campaign = {
  id: 'P2',
  title: 'An event that was answered with yes is never lost by any kill',
  unit: 'kills',
  chunk: 60,
  short: 16,
  shortSeconds: 60,
  async run({ n, random, bundles, postgres, only, restMs }) {
    const rig = await Rig.start({ bundles, ...(postgres && { postgres }) })
    try {
      const faults = new Faults()
      armRestarts(rig, random, only)
      const load = await Load.start(rig, random)
      await progress(load)
      await killUntil(rig, load, n, random, faults, only)
      await load.stop()
      return await judge(rig, faults.landed, {}, restMs)
    } finally {
      await rig.stop()
    }
  },
}
