import { git, headOf } from '../hand/repository.js'
import type { ActingMesh } from './mesh.js'

/** One row of the log. */
export interface Logged {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly causationid: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/** The log as it lies in Postgres, by its ids. */
export const readLog = async (mesh: ActingMesh): Promise<ReadonlyMap<string, Logged>> => {
  const rows = await mesh.postgres.query<Omit<Logged, 'data'> & { body: string }>(
    'select id, type, source, causationid, body from chronik.log order by position',
  )
  return new Map(
    rows.map(({ body, ...row }) => [row.id, { ...row, data: (JSON.parse(body) as { data: Logged['data'] }).data }]),
  )
}

/** What may follow from something that has no right to anything: that it is said to have none. */
const isRefusal = ({ type, data }: Logged): boolean =>
  type === 'command.refused.v1' ||
  (type === 'decision.made.v1' && data['chosen'] === 'refuse') ||
  (type === 'action.finished.v1' && data['verdict'] === 'refused') ||
  // The record of an act that was refused goes no further.
  (type === 'decision.made.v1' && data['chosen'] === 'record-only' && data['act'] === 'none')

/** That the clock told the time for a command, which does nothing: what heimgeist makes of the command follows from this. */
const isTimeTold = ({ type, data }: Logged): boolean =>
  type === 'alarm.rang.v1' && String(data['alarm']).startsWith('command/')

/** Everything that heimgeist and hauski made of these events, however indirectly, and that is no refusal. */
export const madeOf = (log: ReadonlyMap<string, Logged>, ids: ReadonlySet<string>): string[] => {
  const broken: string[] = []
  for (const event of log.values()) {
    if (event.source !== 'heimgewebe/heimgeist' && event.source !== 'heimgewebe/hauski') continue
    if (isRefusal(event) || isTimeTold(event)) continue
    let cause: Logged | undefined = event
    for (let steps = 0; cause !== undefined && steps < 50 && !ids.has(cause.id); steps++)
      cause = cause.causationid === null ? undefined : log.get(cause.causationid)
    if (cause !== undefined && cause !== event && ids.has(cause.id))
      broken.push(
        `${event.type} ${JSON.stringify(event.data).slice(0, 160)} follows from ${cause.type} of ${cause.source}`,
      )
  }
  return broken
}

/** Branches of the repository besides its own, with what each points to. */
export const branchesOf = (mesh: ActingMesh): ReadonlyMap<string, string> => {
  const refs = git(mesh.repository, 'for-each-ref', '--format=%(refname) %(objectname)')
  const rows = refs.split('\n').map((line) => line.split(' ') as [string, string])
  return new Map(rows.filter(([ref]) => ref !== 'refs/heads/main' && ref !== ''))
}

/** Whether the trunk of the repository still is what it was. */
export const trunkStands = (mesh: ActingMesh): boolean => headOf(mesh.repository, 'main') === mesh.head

/** What both services know of rights and places, as their tables have it. */
export const rightsOf = async (mesh: ActingMesh): Promise<string> => {
  const one = (query: string): Promise<unknown[]> => mesh.postgres.query(query)
  return JSON.stringify({
    levels: await one('select agent, act, repository, level, event from heimgeist.level order by 1, 2, 3'),
    policies: await one('select version, event from heimgeist.owner_policy order by 1'),
    learned: await one('select repository, rule from heimgeist.policy order by 1, 2'),
    agents: await one('select agent, version, removed from heimgeist.agent order by 1'),
    places: await one('select repository, location from hauski.known_repository order by 1'),
    switch: await one('select stopped from hauski.switch'),
    held: await one('select stopped from hauski.mesh_switch'),
  })
}
