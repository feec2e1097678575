import type { AnyMeshEvent, MeshEvent } from '@heimgewebe/contracts'

/** A CDEvent, version 0.5.1 of the specification. */
export interface Cdevent {
  readonly context: {
    readonly specversion: '0.5.1'
    readonly id: string
    readonly source: string
    readonly type: string
    readonly timestamp: string
    /** The chain that the event belongs to. */
    readonly chainId: string
    readonly links?: readonly { readonly linkType: 'RELATION'; readonly linkKind: string; readonly target: object }[]
  }
  readonly subject: {
    readonly id: string
    readonly source: string
    readonly content: Readonly<Record<string, unknown>>
  }
  readonly customData: Readonly<Record<string, unknown>>
  readonly customDataContentType: 'application/json'
}

interface Said {
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly id?: string
}

/** An event of the log as a CDEvent; nothing for what CDEvents has no word for. The whole event travels as custom data. */
export const writeCdevent = (event: MeshEvent): Cdevent | undefined => {
  const said = sayIt(event as AnyMeshEvent)
  if (!said) return undefined
  const { causationid, correlationid, id, source, subject, time } = event
  return {
    context: {
      specversion: '0.5.1',
      id,
      source,
      type: said.type,
      timestamp: time,
      chainId: correlationid,
      ...(causationid === undefined
        ? {}
        : { links: [{ linkType: 'RELATION' as const, linkKind: 'TRIGGER', target: { contextId: causationid } }] }),
    },
    subject: { id: said.id ?? subject, source, content: said.content },
    customData: { type: event.type, ...event.data },
    customDataContentType: 'application/json',
  }
}

const CI: Readonly<Record<string, string>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'error',
  cancelled: 'cancel',
  skipped: 'skip',
}
const GUARDS: Readonly<Record<string, string>> = {
  passed: 'pass',
  failed: 'fail',
  timed_out: 'fail',
  out_of_memory: 'fail',
}

const sayIt = (event: AnyMeshEvent): Said | undefined => {
  const { data } = event
  const repository = repositoryOf(data)
  switch (event.type) {
    case 'pr.opened.v1':
      return { type: named('change.created.0.4.0'), content: { description: event.data.title, repository } }
    case 'pr.updated.v1':
      return { type: named('change.updated.0.3.0'), content: { repository } }
    case 'pr.reviewed.v1':
      return { type: named('change.reviewed.0.3.0'), content: { repository } }
    case 'pr.merged.v1':
      return { type: named('change.merged.0.3.0'), content: { repository } }
    case 'pr.closed.v1':
      return { type: named('change.abandoned.0.3.0'), content: { repository } }
    case 'ci.result.v1':
      return {
        type: named('pipelinerun.finished.0.3.0'),
        content: {
          pipelineName: event.data.pipeline,
          outcome: CI[event.data.outcome] ?? 'error',
          uri: event.data.url ?? '',
        },
        ...(event.data.run === undefined ? {} : { id: event.data.run }),
      }
    case 'guard.finished.v1':
      return {
        type: named('testsuiterun.finished.0.3.0'),
        content: {
          environment: { id: 'heimgewebe/wgx' },
          testSuite: { id: event.data.guard, name: event.data.guard },
          outcome: GUARDS[event.data.verdict] ?? 'error',
          reason: event.data.reason,
        },
      }
    case 'incident.detected.v1':
      return {
        type: named('incident.detected.0.3.0'),
        content: {
          description: event.data.title,
          // The specification wants an environment; where nobody names one it is the service, or unknown.
          environment: { id: event.data.service ?? 'unknown' },
          ...(event.data.service === undefined ? {} : { service: { id: event.data.service } }),
        },
      }
    case 'incident.resolved.v1':
      return {
        type: named('incident.resolved.0.3.0'),
        content: { description: event.data.resolution ?? event.data.title ?? '', environment: { id: 'unknown' } },
      }
    case 'issue.opened.v1':
      return { type: named('ticket.created.0.2.0'), content: { summary: event.data.title, uri: event.subject } }
    case 'issue.closed.v1':
      return { type: named('ticket.closed.0.2.0'), content: { summary: event.data.title ?? '', uri: event.subject } }
    case 'repository.registered.v1':
      return {
        type: named('repository.created.0.3.0'),
        content: { name: event.data.repository, url: event.data.location },
        id: event.data.repository,
      }
    case 'risk.assessed.v1':
      return { type: own('risk.assessed'), content: { level: event.data.level, percentile: event.data.percentile } }
    case 'decision.made.v1':
      return { type: own('decision.made'), content: { chosen: event.data.chosen, agent: event.data.agent } }
    default:
      return undefined
  }
}

const named = (name: string): string => `dev.cdevents.${name}`
/** The specification lets a tool name its own kinds, with its name in front of the subject. */
const own = (name: string): string => `dev.cdeventsx.heimgewebe-${name}.0.1.0`

const repositoryOf = (data: object): { id: string } | undefined => {
  const { repository } = data as { repository?: string }
  return repository === undefined ? undefined : { id: repository }
}
