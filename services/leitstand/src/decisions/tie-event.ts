import type { MeshEvent } from '@heimgewebe/contracts'

/** Most incidents that one event is tied to. */
const MAX_INCIDENTS = 50

/** Fields that name what an event concerns, whatever its type. */
interface Naming {
  readonly incident?: unknown
  readonly subject?: unknown
  readonly by?: unknown
  readonly about?: unknown
  readonly cases?: readonly { readonly subject?: unknown }[]
}

/**
 * The incidents that an event says it concerns: the one that it is about, that it names as what showed an outcome, or that
 * it counts among the cases of a pattern. What follows from them by cause alone is found by its correlation.
 */
export const incidentsOf = ({ subject, data }: MeshEvent): string[] => {
  const { incident, subject: said, by, about, cases } = data as Naming
  const named = [subject, incident, said, by, about, ...(Array.isArray(cases) ? cases.map((one) => one.subject) : [])]
  return [...new Set(named.filter(isIncident))].slice(0, MAX_INCIDENTS)
}

const isIncident = (name: unknown): name is string => typeof name === 'string' && name.startsWith('incident/')
