import { type AnyDraft, draft } from '@heimgewebe/contracts'
import { entryOf } from './common-shape.js'
import { phasesOf } from './ci-phases.js'
import { type Fields, present } from './payload-fields.js'
import { clean } from './storable-text.js'

type Outcome =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'neutral'
  | 'action_required'
  | 'stale'
  | 'startup_failure'
  | 'unknown'

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'success',
  failure: 'failure',
  error: 'failure',
  warning: 'neutral',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed_out',
  neutral: 'neutral',
  action_required: 'action_required',
  stale: 'stale',
  startup_failure: 'startup_failure',
}

interface Run {
  readonly pipeline: string | undefined
  readonly run: string | undefined
  readonly sha: string | undefined
  readonly branch: string | undefined
  readonly number: number | undefined
  readonly outcome: string | undefined
  readonly started: string | undefined
  readonly finished: string | undefined
  readonly url: string | undefined
  /** Its steps or stages. */
  readonly parts?: readonly Fields[]
}

/** Whether a status is one that the mesh itself set: its guard is in the log already, and is no run of CI. */
export const isEcho = (name: string | undefined): boolean => name?.startsWith('heimgewebe/') ?? false

/** Finished workflow runs, check runs and commit statuses. */
export const ciEvents = {
  workflowRun(payload: Fields): AnyDraft[] {
    if (payload.text('action') !== 'completed') return []
    const run = payload.at('workflow_run')
    return result(payload, {
      pipeline: run.text('name') ?? payload.at('workflow').text('name'),
      run: textOf(run.number('id')),
      sha: run.text('head_sha'),
      branch: run.text('head_branch'),
      number: run.list('pull_requests')[0]?.number('number'),
      outcome: run.text('conclusion'),
      started: run.time('run_started_at') ?? run.time('created_at'),
      finished: run.time('updated_at'),
      url: run.text('html_url'),
      parts: run.list('steps'),
    })
  },

  checkRun(payload: Fields): AnyDraft[] {
    if (payload.text('action') !== 'completed') return []
    const run = payload.at('check_run')
    return result(payload, {
      pipeline: run.text('name'),
      run: textOf(run.number('id')),
      sha: run.text('head_sha'),
      branch: run.at('check_suite').text('head_branch'),
      number: run.list('pull_requests')[0]?.number('number'),
      outcome: run.text('conclusion'),
      started: run.time('started_at'),
      finished: run.time('completed_at'),
      url: run.text('html_url'),
      parts: run.list('steps'),
    })
  },

  status(payload: Fields): AnyDraft[] {
    const state = payload.text('state')
    if (state === 'pending' || isEcho(payload.text('context'))) return []
    return result(payload, {
      pipeline: payload.text('context'),
      run: textOf(payload.number('id')),
      sha: payload.text('sha'),
      branch: payload.list('branches')[0]?.text('name'),
      number: undefined,
      outcome: state,
      started: undefined,
      finished: payload.time('updated_at') ?? payload.time('created_at'),
      url: payload.text('target_url'),
    })
  },
}

const textOf = (id: number | undefined): string | undefined => (id === undefined ? undefined : String(id))

const result = (payload: Fields, run: Run): AnyDraft[] => {
  const repository = payload.at('repository').text('full_name') ?? ''
  const finished = run.finished ?? ''
  const seconds =
    run.started === undefined ? undefined : Math.max(0, (Date.parse(finished) - Date.parse(run.started)) / 1000)
  return [
    draft('ci.result.v1', {
      subject: `ci/${repository}/${run.sha ?? ''}`,
      time: finished,
      data: {
        repository,
        sha: run.sha ?? '',
        pipeline: clean(run.pipeline ?? '', 300),
        outcome: entryOf(OUTCOMES, run.outcome) ?? 'unknown',
        finished_at: finished,
        ...present({
          run: run.run,
          branch: run.branch && clean(run.branch, 300),
          number: run.number,
          duration_seconds: seconds,
          url: run.url && clean(run.url, 2000),
          phases: phasesOf(run.parts ?? []),
        }),
      },
    }),
  ]
}
