import type { MeshEvent } from '@heimgewebe/contracts'
import type { IncidentNews } from './learn-incident.js'

/** The repository in the subject of a change: change/<owner>/<name>/<sha>. */
export const repositoryOf = (change: string | undefined): string | undefined => {
  const parts = change?.split('/') ?? []
  // A branch may hold slashes of its own: its subject does not tell where the repository's name ends.
  if (parts[0] === 'branch') return undefined
  return parts.length < 3 ? undefined : parts.slice(1, -1).join('/')
}

/** What an incident event tells of files and cause. */
export const readIncident = (event: MeshEvent<'incident.detected.v1' | 'incident.resolved.v1'>): IncidentNews => {
  const { data } = event
  return {
    incident: event.subject,
    event: event.id,
    time: Math.floor(Date.parse(event.time) / 1000),
    files: 'files' in data ? (data.files ?? []) : [],
    ...(data.caused_by === undefined ? {} : { cause: data.caused_by }),
    ...('fixed_by' in data && data.fixed_by !== undefined ? { fixedBy: data.fixed_by } : {}),
    ...('detected_at' in data ? { text: `${data.title}\n${data.text ?? ''}` } : {}),
    ...('service' in data && data.service !== undefined ? { service: data.service } : {}),
  }
}
