import { areasOf, ROOT_AREA } from '@heimgewebe/decider'
import type { RepositoryLook } from './look-at-repository.js'

/** An area that is suggested. */
export interface SuggestedArea {
  readonly name: string
  readonly folder: string
  readonly why: string
}

const MOST_AREAS = 12
/** What can stand in a file and in a command as it is. Other folders are areas by themselves, without a line. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}._/-]*$/u

/** Folders in which most changes were; where the history cannot be read, those with most files. */
export const suggestAreas = ({ paths, changes, commits }: RepositoryLook): SuggestedArea[] => {
  const files = new Map<string, number>()
  for (const path of paths)
    for (const folder of areasOf([path], []).touched) files.set(folder, (files.get(folder) ?? 0) + 1)
  const weight = (folder: string): number => (commits > 0 ? (changes.get(folder) ?? 0) : (files.get(folder) ?? 0))
  const folders = [...files.keys()]
    .filter((folder) => folder !== ROOT_AREA && PLAIN.test(folder) && weight(folder) > 0)
    .sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
    .slice(0, MOST_AREAS)
  const last = (folder: string): string => folder.split('/').at(-1)!
  return folders.map((folder) => {
    const isAlone = folders.filter((other) => last(other) === last(folder)).length === 1
    const why = commits > 0 ? `in ${weight(folder)} of the last ${commits} commits` : `${weight(folder)} files`
    return { name: isAlone ? last(folder) : folder.replaceAll('/', '-'), folder, why }
  })
}
