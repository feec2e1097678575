import { resolve, sep } from 'node:path'
import { EXIT, Failure } from '../failure.js'
import type { MeshApi, RepositoryCard } from '../job/mesh-api.js'

/** Beginnings of names that the graph knows. */
const SUBJECT = /^(?:repository|change|pr|branch|file|area|person|issue|incident|release|ci|guard|decision|epic)\//

/**
 * The name in the graph of what a person typed: a subject as it is, `owner/name:src/a.ts`, a path in a watched local
 * clone, or a path in the only watched repository.
 */
export const fileSubject = async (api: MeshApi, typed: string, kind = 'file'): Promise<string> => {
  if (SUBJECT.test(typed)) return typed
  const [, named, rest] = /^([\w.-]+\/[\w.-]+):(.+)$/.exec(typed) ?? []
  if (named !== undefined) return `${kind}/${named}/${rest!}`
  const all = await watched(api)
  const path = resolve(typed)
  const home = all.find(({ location }) => location?.startsWith('/') && path.startsWith(location + sep))
  if (home && kind === 'file')
    return `file/${home.repository}/${path
      .slice(home.location!.length + 1)
      .split(sep)
      .join('/')}`
  return `${kind}/${onlyOne(all, typed)}/${typed}`
}

/** The repository that a person named by name or path; the only watched one where nothing was typed. */
export const repositoryName = async (api: MeshApi, typed: string | undefined): Promise<string> => {
  const all = await watched(api)
  if (typed === undefined) return onlyOne(all, 'no repository')
  const path = resolve(typed)
  return (
    all.find(({ repository, location }) => [repository, location].includes(typed) || location === path)?.repository ??
    typed
  )
}

const watched = ({ leitstand }: MeshApi): Promise<RepositoryCard[]> =>
  leitstand.get<RepositoryCard[]>('/api/repositories')

const onlyOne = (all: readonly RepositoryCard[], typed: string): string => {
  if (all.length === 1) return all[0]!.repository
  const names = all.map(({ repository }) => repository).join(', ')
  throw new Failure(
    `"${typed}" may be in any of ${all.length} repositories`,
    EXIT.usage,
    `Say which, as owner/name:path.${names ? ` Watched: ${names}.` : ''}`,
  )
}
