import type { ConfigurationRecordedV1, Draft, GuardFinishedV1, GuardRequestedV1 } from '@heimgewebe/contracts'
import { draft, newId } from '@heimgewebe/contracts'
import type { TestMesh } from '@heimgewebe/testing'
import type { Shop } from './shop-repository.js'

/** The repository of the tests. */
export const REPOSITORY = 'acme/shop'

type Guard = ConfigurationRecordedV1['guards'][number]
/** A step as the importer reads it. */
export type Step = NonNullable<ConfigurationRecordedV1['prepare']>[number]

/** A guard as the importer reads it from the base branch. */
export const guard = (name: string, area: string, command: string, rest: Partial<Guard> = {}): Guard => ({
  name,
  kind: 'guard',
  area,
  command,
  time_limit_seconds: 20,
  memory_limit_mib: 256,
  ...rest,
})

/** What the importer says of a repository: where it is, what its base branch asks for, which changes are open. */
export const imported = (shop: Shop, guards: Guard[], prepare: Step[] = []): Draft[] => [
  draft('repository.registered.v1', {
    subject: `repository/${REPOSITORY}`,
    data: { repository: REPOSITORY, location: shop.folder, default_branch: 'main', shallow: false },
  }),
  draft('configuration.recorded.v1', {
    subject: `repository/${REPOSITORY}`,
    data: {
      repository: REPOSITORY,
      sha: shop.base,
      areas: [{ name: 'auth', paths: ['src/auth/**'] }],
      guards,
      ...(prepare.length === 0 ? {} : { prepare }),
      problems: [],
    },
  }),
  opened(1, 'clean', shop.clean),
  opened(2, 'faulty', shop.faulty),
]

const opened = (number: number, branch: string, head: string): Draft =>
  draft('pr.opened.v1', {
    subject: `pr/${REPOSITORY}/${number}`,
    data: {
      repository: REPOSITORY,
      number,
      branch,
      base_branch: 'main',
      head,
      title: branch,
      author: { name: 'Ada' },
      added: 1,
      deleted: 1,
      files_known: false,
      files: [],
    },
  })

/** A request as heimgeist appends it. */
export const requested = (number: number, data: Partial<GuardRequestedV1> = {}): Draft<'guard.requested.v1'> => {
  const id = newId()
  return draft('guard.requested.v1', {
    id,
    subject: `guard/${id}`,
    data: {
      repository: REPOSITORY,
      change: `pr/${REPOSITORY}/${number}`,
      area: 'auth',
      kind: 'guard',
      requested_by: 'heimgeist',
      ...data,
    },
  })
}

/** Appends a request, waits until it is answered, and gives the results. */
export const answersTo = async (mesh: TestMesh, request: Draft<'guard.requested.v1'>): Promise<GuardFinishedV1[]> => {
  await mesh.append(request)
  await mesh.settled()
  return resultsOf(mesh, request)
}

/** The results that are in the log for a request. */
export const resultsOf = async (mesh: TestMesh, { id }: Draft<'guard.requested.v1'>): Promise<GuardFinishedV1[]> => {
  const finished = await mesh.events('guard.finished.v1')
  return finished.map((event) => event.data).filter((data) => data.request === id)
}
