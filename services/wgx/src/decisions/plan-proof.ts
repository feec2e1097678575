import type { Draft, MeshEvent, TrialStartedV1 } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'

type Requested = MeshEvent<'proof.requested.v1'>

/** What is known when a proof is asked for. */
export interface ProofKnowledge {
  /** First suspect of the incident, as a commit; undefined where none was named. */
  readonly suspect: string | undefined
  /** Head of the default branch, as its configuration was last read. */
  readonly head: string | undefined
  /** How often each thing is run, and what a run may take where the request does not say. */
  readonly runs: number
  readonly seconds: number
  readonly mebibytes: number
}

/** The three things that are run: the suspect, the commit before it, and a later one with it taken back. */
export const THINGS = ['change', 'parent', 'reverted'] as const satisfies readonly TrialStartedV1['what'][]

/** Answers the wish for a proof with one intent for each run, or says what is missing for one. */
export const planProof = (
  event: Requested,
  { suspect, head, runs, seconds, mebibytes }: ProofKnowledge,
): (Draft<'trial.started.v1'> | Draft<'proof.finished.v1'>)[] => {
  const { repository, incident, command } = event.data
  const change = event.data.change ?? suspect
  if (change === undefined) return [without(event, `no suspect of ${incident} is known; name a change`.slice(0, 1000))]
  const sha = shaIn(change, repository)
  if (sha === undefined) return [without(event, `${change} is no commit of ${repository}`.slice(0, 1000))]
  const onto = event.data.onto ?? head
  if (onto === undefined) return [without(event, `the default branch of ${repository} is not known yet`)]
  return Array.from({ length: runs }, (_, turn) => turn + 1).flatMap((attempt) =>
    THINGS.map((what) =>
      draft('trial.started.v1', {
        subject: `proof/${event.id}`,
        data: {
          repository,
          incident,
          request: event.id,
          suspect: sha,
          what,
          ...(what === 'reverted' ? { onto } : {}),
          attempt,
          command,
          time_limit_seconds: event.data.time_limit_seconds ?? seconds,
          memory_limit_mib: event.data.memory_limit_mib ?? mebibytes,
        },
      }),
    ),
  )
}

const shaIn = (change: string, repository: string): string | undefined => {
  const prefix = `change/${repository}/`
  const sha = change.startsWith(prefix) ? change.slice(prefix.length) : ''
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined
}

const without = ({ id, data }: Requested, reason: string): Draft<'proof.finished.v1'> =>
  draft('proof.finished.v1', {
    subject: `proof/${id}`,
    data: {
      repository: data.repository,
      incident: data.incident,
      request: id,
      ...(data.change === undefined ? {} : { change: data.change }),
      verdict: 'not_proved',
      reason,
      runs: [],
      events: [id],
    },
  })
