import type { Verdict } from './check.js'
import type { Evidence } from './evidence.js'
import { type Rest, REST_MS } from './rest.js'

/** How busy the machine was: the load of the last minute, and its cores. */
export interface Machine {
  readonly load: number
  readonly cores: number
}

/** Least number of events that a campaign must have seen a yes for. */
const LEAST_TAKEN = 50

/** I12. Where more than twice as much runs as the machine has cores for, being late is noted and not held against the mesh. */
export const restsInTime = ({ rested, seconds, waitsFor }: Rest, { load, cores }: Machine): Verdict => {
  const late = seconds * 1000 > REST_MS
  const crowded = load > 2 * cores
  const said = `${seconds} s, load ${load.toFixed(1)} on ${cores} cores`
  const detail = rested ? `only after ${said}` : `not after ${said}: ${waitsFor}`
  return { id: 'I12 rest within 60 s', ok: rested && (!late || crowded), n: 1, ...((late || !rested) && { detail }) }
}

/** I14: a campaign in which no fault landed showed nothing. */
export const faultsLanded = (landed: number): Verdict => ({
  id: 'I14 faults landed',
  ok: landed > 0,
  n: landed,
  ...(landed === 0 && { detail: 'no fault landed' }),
})

/** I14: a campaign that took nothing in could lose nothing. */
export const eventsTaken = ({ attempts }: Pick<Evidence, 'attempts'>): Verdict => {
  const yes = [...attempts.values()].filter((one) => one.yes.length > 0).length
  const ok = yes >= LEAST_TAKEN
  return {
    id: 'I14 events were taken',
    ok,
    n: yes,
    ...(!ok && { detail: `only ${yes} events were answered with yes` }),
  }
}
