import { EventMutants } from '../fuzz/events.js'
import { fuzz, judgeFuzz } from '../fuzz/fuzz.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, syncOf } from './campaign.js'
import { outcomeOf } from './p16-signature.js'

/** The promise behind P8 at the door of tools: whatever is sent, nothing is stored that its contract refuses. */
export const fuzzEvents: Campaign = {
  id: 'P8-fuzz',
  title: 'No event enters that its contract refuses, and none brings chronik down',
  unit: 'requests',
  chunk: 50_000,
  short: 1500,
  shortSeconds: 11,
  async run({ n, random, bundles }) {
    const services = { HEIMGEWEBE_WRITES_PER_MINUTE: '0' }
    const rig = await Rig.start({ bundles, consumers: [], services })
    try {
      const mutants = new EventMutants(random, rig.token)
      const fuzzed = await fuzz(rig, n, () => mutants.next())
      return outcomeOf(await syncOf(rig), fuzzed, [...(await judgeFuzz(rig, fuzzed, rig.chroniks[0]!))], rig)
    } finally {
      await rig.stop()
    }
  },
}
