import type { EventData } from '@heimgewebe/contracts'
import { areasOf } from '@heimgewebe/decider'

/** Longest name of an area, in characters: two folder names may be longer. */
const MAX_AREA = 300

/** The areas that the files of a change lie in: as configured, else by the folder structure. */
export const areasTouched = (
  files: EventData['change.recorded.v1']['files'],
  areas: EventData['configuration.recorded.v1']['areas'],
): string[] => {
  const paths = files.map(({ path }) => path)
  return areasOf(paths, areas).touched.map((area) => area.slice(0, MAX_AREA).toWellFormed())
}
