import { setTimeout as sleep } from 'node:timers/promises'
import { REST_MS } from '../checker/rest.js'
import type { Rig } from '../rig/rig.js'

/** Waits until nothing lies in the spool of chronik, at most as long as the mesh has to come to rest. */
export const drained = async (rig: Rig): Promise<void> => {
  const waiting = async (): Promise<boolean> => {
    const headers = { authorization: `Bearer ${rig.token}` }
    const text = await fetch(`${rig.chronikUrl}/metrics`, { headers }).then((answer) => answer.text())
    return !/^heimgewebe_spool_waiting(\{.*\})? 0$/m.test(text)
  }
  for (const end = Date.now() + REST_MS; Date.now() < end && (await waiting().catch(() => true));) await sleep(200)
}
