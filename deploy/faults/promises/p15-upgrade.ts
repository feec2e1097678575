import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from '../load/load.js'
import { bundleOld, oldCommit } from '../rig/old-version.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'

/** P15: chronik of an earlier commit and of today run side by side on one log; each is stopped and started in turn, under load. */
export const p15: Campaign = {
  id: 'P15',
  title: 'Upgrades lose nothing',
  unit: 'stops and starts',
  chunk: 20,
  short: 3,
  shortSeconds: 27,
  obstacle: () => (oldCommit() === undefined ? 'this clone has no earlier commit' : undefined),
  async run({ n, random, bundles, restMs, say }) {
    const commit = oldCommit()!
    say(`P15: chronik of ${commit} beside the one of today`)
    const old = await bundleOld(commit, dirname(bundles.chronik))
    const rig = await Rig.start({ bundles, moreChroniks: [old] })
    try {
      const faults = new Faults()
      const load = await Load.start(rig, random)
      await sleep(1500)
      while (faults.total < n) {
        const part = random.pick([...rig.chroniks, ...rig.chroniks, ...rig.copies])
        const signal = random.chance(0.7) ? 'SIGTERM' : 'SIGKILL'
        await part.stop(signal)
        await sleep(random.int(200, 1500))
        part.start()
        faults.count(`${signal} ${part.name === 'chronik-2' ? 'old chronik' : part.name.replace(/-\d+$/, '')}`)
        await sleep(random.int(500, 1500))
      }
      await load.stop()
      return await judge(rig, faults.landed, {}, restMs)
    } finally {
      await rig.stop()
    }
  },
}
