import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from '../load/load.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'
import { wipe } from './p3-redelivery.js'

/** P5: all files of NATS are gone, again and again, under load. */
export const p5: Campaign = {
  id: 'P5',
  title: 'Wiping NATS loses nothing',
  unit: 'wipes',
  chunk: 20,
  short: 3,
  shortSeconds: 20,
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const faults = new Faults()
      const load = await Load.start(rig, random)
      await sleep(2000)
      while (faults.total < n) {
        await sleep(random.int(200, 1500))
        await wipe(rig)
        faults.count('store of NATS wiped')
      }
      await load.stop()
      return await judge(rig, faults.landed, {}, restMs)
    } finally {
      await rig.stop()
    }
  },
}
