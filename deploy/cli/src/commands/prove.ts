import { setTimeout as sleep } from 'node:timers/promises'
import { userInfo } from 'node:os'
import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { append, findEvents } from '../client/event.js'
import type { ServiceClient } from '../client/service-client.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe prove`. */
export interface ProveOptions {
  /** Shell command that fails where the trouble is there. */
  readonly command: string
  /** Suspect: a whole commit id. Default: the first suspect of the incident. */
  readonly change?: string
  /** Repository of the suspect, where the incident names none. */
  readonly repository?: string
  /** Commit on which the suspect is taken back. Default: the default branch as last read. */
  readonly onto?: string
  /** Wall time of one run, in seconds. */
  readonly time?: number
}

/** Time between two looks at the log, in milliseconds. */
const LOOK_MS = 500
const SHA = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * `heimgewebe prove <incident> --command <text>`: runs the command on the suspect, before it and with it taken back, and
 * says whether that proves it; exit code 0 where it does, 1 where not.
 */
export const prove = async (context: Context, incident: string, options: ProveOptions): Promise<number> => {
  const { terminal, json, interrupted } = context
  for (const sha of [options.change, options.onto])
    if (sha !== undefined && !SHA.test(sha)) throw new Failure(`"${sha}" is no whole commit id`, EXIT.usage)
  const chronik = await clientOf(context, 'chronik')
  const subject = incident.startsWith('incident/') ? incident : `incident/${incident}`
  const repository = options.repository ?? (await repositoryOf(chronik, subject))
  const request = await append(chronik, 'proof.requested.v1', subject, {
    incident: subject,
    repository,
    ...(options.change === undefined ? {} : { change: `change/${repository}/${options.change}` }),
    ...(options.onto === undefined ? {} : { onto: options.onto }),
    command: options.command,
    ...(options.time === undefined ? {} : { time_limit_seconds: options.time }),
    requested_by: `person/${userInfo().username}`,
  })
  const proof = await follow(context, chronik, request)
  if (proof === undefined) {
    terminal.say(`the runs go on; see "heimgewebe events --subject proof/${request}"`)
    return interrupted.aborted ? 130 : EXIT.findings
  }
  if (json) terminal.json(proof)
  else terminal.print(`${proof.verdict === 'proved' ? 'proved' : 'not proved'}: ${harmless(proof.reason)}`)
  return proof.verdict === 'proved' ? EXIT.fine : EXIT.findings
}

/** Tells each run as it ends, until the verdict is there. */
const follow = async (
  { terminal, interrupted }: Context,
  chronik: ServiceClient,
  request: string,
): Promise<EventData['proof.finished.v1'] | undefined> => {
  let after = 0
  while (!interrupted.aborted) {
    const found = await findEvents(chronik, { subject: `proof/${request}`, after, order: 'asc', limit: 100 })
    for (const event of found) {
      after = event.position
      if (isOf(event, 'trial.finished.v1'))
        terminal.say(
          `${event.data.what}, run ${event.data.attempt}: ${event.data.outcome} (${harmless(event.data.reason)})`,
        )
      if (isOf(event, 'proof.finished.v1')) return event.data
    }
    await sleep(LOOK_MS, undefined, { signal: interrupted }).catch(() => undefined)
  }
  return undefined
}

const isOf = <T extends 'trial.finished.v1' | 'proof.finished.v1'>(event: MeshEvent, type: T): event is MeshEvent<T> =>
  event.type === type

const repositoryOf = async (chronik: ServiceClient, incident: string): Promise<string> => {
  const [detected] = await findEvents(chronik, { subject: incident, type: 'incident.detected.v1', limit: 1 })
  const named = (detected?.data as EventData['incident.detected.v1'] | undefined)?.repository
  if (named !== undefined) return named
  throw new Failure(
    detected === undefined ? `nothing is known of ${incident}` : `${incident} names no repository`,
    EXIT.usage,
    'Name it: --repository owner/name.',
  )
}
