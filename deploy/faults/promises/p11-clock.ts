import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from '../load/load.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'

const MACHINE = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
const LIBRARY = `/usr/lib/${MACHINE}-linux-gnu/faketime/libfaketime.so.1`
/** Hour and decade, both ways. */
const JUMPS = ['+1h', '-1h', '+10y', '-10y'] as const

/** P11: the clock of a service stands elsewhere from one start to the next, each service for itself, under load. */
export const p11: Campaign = {
  id: 'P11',
  title: 'Clock jumps harm nothing',
  unit: 'clock jumps',
  chunk: 24,
  short: 3,
  shortSeconds: 23,
  obstacle: () => (existsSync(LIBRARY) ? undefined : `${LIBRARY} is not there: install libfaketime`),
  async run({ n, random, bundles, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const faults = new Faults()
      const load = await Load.start(rig, random)
      await sleep(1500)
      for (let round = 0; faults.total < n; round++) {
        const part = random.pick(rig.services)
        const jump = JUMPS[round % JUMPS.length]!
        part.arm = () => ({ LD_PRELOAD: LIBRARY, FAKETIME: jump, FAKETIME_DONT_FAKE_MONOTONIC: '1' })
        if (part.kill(random.pick(['SIGKILL', 'SIGTERM'] as const)))
          faults.count(`clock ${jump} in ${part.name.replace(/-\d+$/, '')}`)
        await sleep(random.int(1000, 3000))
      }
      await load.stop()
      return await judge(rig, faults.landed, {}, restMs)
    } finally {
      await rig.stop()
    }
  },
}
