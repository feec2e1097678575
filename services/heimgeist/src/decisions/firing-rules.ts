import type { MeshEvent } from '@heimgewebe/contracts'
import { fireAgents } from './fire-agents.js'
import { dayOf, momentOf } from './tell-time.js'

/** When and how agents fire. `windowMs`: age up to which an event still fires agents, so that an import fires none. */
export const firingRules = (windowMs: number) => ({
  when: (event: MeshEvent, clockMs: number) => {
    const moment = momentOf(event, clockMs)
    return { day: dayOf(moment), live: moment - Date.parse(event.time) <= windowMs }
  },
  fire: fireAgents,
})
