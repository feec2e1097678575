import type { MeshEvent } from '@heimgewebe/contracts'
import { instantOf } from './place-event.js'

/** What one event says about a repository. */
export interface RepositoryPicture {
  readonly repository: string
  readonly location?: string
  readonly default_branch?: string
  readonly shallow?: boolean
  readonly registered_at?: string
  readonly imported?: Readonly<Record<string, unknown>>
  readonly configuration?: Readonly<Record<string, unknown>>
}

/** A repository that is known from now on. */
export const pictureRegistered = (event: MeshEvent<'repository.registered.v1'>): RepositoryPicture => {
  const { repository, location, default_branch, shallow } = event.data
  return { repository, location, default_branch, shallow, registered_at: instantOf(event.time, event.time) }
}

/** A history that is in the log up to its head. */
export const pictureImported = (event: MeshEvent<'repository.imported.v1'>): RepositoryPicture => {
  const { repository, commits, seconds, releases } = event.data
  return { repository, imported: { commits, seconds, releases, at: instantOf(event.time, event.time) } }
}

/** Problems of a configuration file that are shown. */
const MAX_PROBLEMS = 10

/** What the configuration file of a repository says. */
export const pictureConfiguration = (event: MeshEvent<'configuration.recorded.v1'>): RepositoryPicture => {
  const { repository, areas, guards, problems } = event.data
  return {
    repository,
    configuration: { areas: areas.length, guards: guards.length, problems: problems.slice(0, MAX_PROBLEMS) },
  }
}
