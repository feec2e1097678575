import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { areaOf, commitOf, isArea, pullRequestOf } from './subjects.js'

/** What went well in a run is no node of its own: it tells nothing that the run does not. */
const FAILED: ReadonlySet<string> = new Set(['failure', 'timed_out'])

/** A finished CI run of a commit, and what failed in it. One commit has one node for each of its pipelines. */
export const linkCi = ({ data }: MeshEvent<'ci.result.v1'>): Links => {
  const { repository, sha, pipeline, outcome } = data
  const links = new LinkDraft(repository)
  const run = links.about('ci', `ci/${repository}/${sha}/${pipeline}`, pipeline, outcome)
  links.relate('tested_by', links.named('commit', commitOf(repository, sha)), run)
  if (data.number !== undefined)
    links.relate('tested_by', links.named('change', pullRequestOf(repository, data.number)), run)
  for (const { name, outcome: ended } of data.phases ?? [])
    if (FAILED.has(ended))
      links.relate('part_of', links.about('check', `check/${run.slice(3)}/${name}`, name, ended), run)
  return links
}

/** A guard run that begins or ends. One request has one node for each of its guards. */
export const linkGuard = ({ data, type }: MeshEvent<'guard.started.v1'> | MeshEvent<'guard.finished.v1'>): Links => {
  const { repository, request, guard, area, change } = data
  const links = new LinkDraft(repository)
  const state = type === 'guard.finished.v1' ? (data as MeshEvent<'guard.finished.v1'>['data']).verdict : 'running'
  const run = links.about('guard', guard ? `guard/${request}/${guard}` : `guard/${request}`, guard || area, state)
  const kind = change.startsWith('change/') ? 'commit' : 'change'
  links.relate('guarded_by', links.named(kind, change), run)
  if (isArea(area)) links.relate('affects', run, links.named('area', areaOf(repository, area), area))
  return links
}
