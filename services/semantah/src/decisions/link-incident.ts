import type { MeshEvent } from '@heimgewebe/contracts'
import { LinkDraft, type Links } from './links.js'
import { areaOf, fileOf, kindOf } from './subjects.js'

/** Files and services stand in reports by name: a name may be stale or that of something else. */
const NAMED_IN_REPORT = 0.9
const NO_REPOSITORY = ''

/** An incident: the files and the service that it hits, and its cause where somebody named one. */
export const linkIncident = ({ subject, data }: MeshEvent<'incident.detected.v1'>): Links => {
  const repository = data.repository ?? NO_REPOSITORY
  const links = new LinkDraft(repository)
  const incident = links.about('incident', subject, data.title, data.severity)
  if (repository !== NO_REPOSITORY) {
    for (const path of data.files ?? [])
      links.relate('affects', incident, links.named('file', fileOf(repository, path), path), NAMED_IN_REPORT)
    if (data.service)
      links.relate(
        'affects',
        incident,
        links.named('area', areaOf(repository, data.service), data.service),
        NAMED_IN_REPORT,
      )
  }
  if (data.caused_by !== undefined) linkCause(links, data.caused_by, incident, 1)
  return links
}

/** The end of an incident: what caused it and what fixed it, as found afterwards. */
export const linkResolution = ({ subject, data }: MeshEvent<'incident.resolved.v1'>): Links => {
  const links = new LinkDraft(data.repository ?? NO_REPOSITORY)
  const incident = links.about('incident', subject, data.title ?? '', 'resolved')
  if (data.caused_by !== undefined) linkCause(links, data.caused_by, incident, 1)
  if (data.fixed_by !== undefined)
    links.relate('fixes', links.named(kindOf(data.fixed_by) ?? 'commit', data.fixed_by), incident)
  return links
}

const linkCause = (links: LinkDraft, change: string, incident: string, confidence: number): void => {
  links.relate('causes', links.named(kindOf(change) ?? 'commit', change), incident, confidence)
}
