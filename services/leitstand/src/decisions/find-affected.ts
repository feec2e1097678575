import { type Area, areasOf } from '@heimgewebe/decider'
import type { AffectedArea } from './room.js'

/** What points at areas. */
export interface Pointers {
  readonly service: string | undefined
  readonly files: readonly string[]
  /** Areas of the changes that are named as the cause. */
  readonly cause: readonly string[]
}

/**
 * The areas that an incident affects: those that the report names as the service or by its files, those of the cause, and
 * all that depend on them by the configuration of the repository, however indirectly, each with the one it depends on.
 */
export const findAffected = ({ service, files, cause }: Pointers, areas: readonly Area[]): AffectedArea[] => {
  const named = areas.find(({ name }) => name.toLowerCase() === service?.toLowerCase())?.name
  const found = new Map<string, AffectedArea>()
  const add = (one: AffectedArea): void => {
    if (!found.has(one.area)) found.set(one.area, one)
  }
  if (named !== undefined) add({ area: named, because: 'service' })
  for (const area of areasOf(files, areas).touched) add({ area, because: 'files' })
  for (const area of cause) add({ area, because: 'cause' })
  const usedBy = new Map(areas.map((area) => [area.name, area.used_by ?? []]))
  // A map is walked in the order of its entries, those added on the way included.
  for (const on of found.keys()) for (const area of usedBy.get(on) ?? []) add({ area, because: 'depends', on })
  return [...found.values()]
}
