import type { Draft, GuardFinishedV1, MeshEvent } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import type { Judgement } from './judge-run.js'
import { oneLine } from './make-inert.js'

type Started = MeshEvent<'guard.started.v1'>
type Finished = Draft<'guard.finished.v1'>

/** The result of a guard that ran, or that could not because what it needs could not be brought. */
export const reportRun = (
  event: Started,
  judgement: Judgement,
  protection: readonly string[],
  prepared?: GuardFinishedV1['prepared'],
): Finished =>
  finished(event, {
    ...judgement,
    ...(prepared === undefined ? {} : { prepared }),
    protection: judgement.verdict === 'not_run' ? [] : protection.slice(0, 20),
  })

/** The result of a guard that was not run. */
export const reportNotRun = (event: Started, reason: string): Finished =>
  finished(event, { verdict: 'not_run', reason: oneLine(reason, 1000), duration_seconds: 0, protection: [] })

/** The result of a guard whose run ended with wgx itself. */
export const reportUnknown = (event: Started): Finished =>
  finished(event, {
    verdict: 'unknown',
    reason: 'wgx ended in the middle of the run; it was not repeated',
    duration_seconds: 0,
    protection: [],
  })

/** A result that was seen before for the same command on the same tree; says so, and took no time. */
export const reportKnown = (
  event: Started,
  judgement: Judgement,
  protection: readonly string[],
  sha: string,
): Finished =>
  finished(event, {
    ...judgement,
    reason: oneLine(
      `${oneLine(judgement.reason, 850)} (known from a run of the same command on the same tree, ${sha})`,
      1000,
    ),
    duration_seconds: 0,
    protection: protection.slice(0, 20),
  })

type Result = Omit<GuardFinishedV1, 'repository' | 'change' | 'request' | 'guard' | 'area' | 'sha' | 'protection'> & {
  readonly protection: readonly string[]
}

const finished = ({ subject, data }: Started, { protection, ...result }: Result): Finished =>
  draft('guard.finished.v1', {
    subject,
    data: {
      repository: data.repository,
      change: data.change,
      request: data.request,
      guard: data.guard ?? '',
      area: data.area,
      ...(data.sha === undefined ? {} : { sha: data.sha }),
      ...(data.by === undefined ? {} : { by: data.by }),
      ...(data.tests === undefined ? {} : { tests_run: data.tests }),
      ...result,
      protection: [...protection],
    },
  })
