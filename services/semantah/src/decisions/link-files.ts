import type { EventData } from '@heimgewebe/contracts'
import { type Area, areasOf } from '@heimgewebe/decider'
import type { LinkDraft } from './links.js'
import { areaOf, fileOf, repositoryOf } from './subjects.js'

/** What is known when the files of a change are linked. */
export interface KnownAreas {
  /** The areas that the repository names; empty where its folders are its areas. */
  readonly areas: readonly Area[]
}

type File = EventData['change.recorded.v1']['files'][number]

/** Confidence of a rename or copy: git infers it from likeness. */
const LIKENESS = 0.9

/** The files of a change: touched by it, where they came from, and the area that each is in from now on. */
export const linkFiles = (
  links: LinkDraft,
  repository: string,
  change: string,
  files: readonly File[],
  { areas }: KnownAreas,
): void => {
  const touched = new Map<string, string>()
  for (const { path, old_path: oldPath, status, added, deleted } of files) {
    const file = links.named('file', fileOf(repository, path), path)
    touched.set(path, file)
    links.relate('touches', change, file, 1, added, deleted)
    if (oldPath === undefined || oldPath === path || status !== 'renamed') continue
    links.relate('renamed_from', file, links.named('file', fileOf(repository, oldPath), oldPath), LIKENESS)
  }
  const named = new Set<string>()
  for (const [path, file] of touched) {
    links.replace(file, 'in_area')
    for (const name of areasOf([path], areas).touched) {
      named.add(name)
      links.relate('in_area', file, links.named('area', areaOf(repository, name), name))
    }
  }
  if (named.size === 0) return
  const home = links.named('repository', repositoryOf(repository), repository)
  for (const name of named) links.relate('in_repository', areaOf(repository, name), home)
}
