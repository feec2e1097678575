import type { Draft, MeshEvent, TrialFinishedV1 } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import type { Judgement } from './judge-run.js'
import { oneLine } from './make-inert.js'

type Started = MeshEvent<'trial.started.v1'>
type Finished = Draft<'trial.finished.v1'>

/** Exit codes by which a command says that it cannot tell, as people know them from bisecting. */
const CANNOT_TELL = [125, 126, 127]

/** The result of a run for a proof. A command that was ended from outside has said nothing. */
export const reportTrial = (event: Started, judgement: Judgement, protection: readonly string[]): Finished =>
  finished(event, {
    outcome: outcomeOf(judgement),
    reason: judgement.reason,
    ...(judgement.exit_code === undefined ? {} : { exit_code: judgement.exit_code }),
    duration_seconds: judgement.duration_seconds,
    protection: protection.slice(0, 20),
    ...(judgement.output_tail === undefined ? {} : { output_tail: judgement.output_tail }),
  })

/** The result of a run that did not take place. */
export const reportNoTrial = (event: Started, reason: string): Finished =>
  finished(event, { outcome: 'not_run', reason: oneLine(reason, 1000), duration_seconds: 0, protection: [] })

/** The result of a run that ended with wgx itself. */
export const reportLostTrial = (event: Started): Finished =>
  finished(event, {
    outcome: 'unknown',
    reason: 'wgx ended in the middle of the run; it was not repeated',
    duration_seconds: 0,
    protection: [],
  })

const outcomeOf = ({ verdict, exit_code }: Judgement): TrialFinishedV1['outcome'] => {
  if (verdict === 'passed' || verdict === 'not_run' || verdict === 'unknown') return verdict
  if (verdict !== 'failed' || typeof exit_code !== 'number' || CANNOT_TELL.includes(exit_code)) return 'cannot_tell'
  return 'failed'
}

type Result = Pick<TrialFinishedV1, 'outcome' | 'reason' | 'exit_code' | 'duration_seconds' | 'output_tail'> & {
  readonly protection: readonly string[]
}

const finished = ({ subject, data }: Started, { protection, ...result }: Result): Finished => {
  const { command: _command, time_limit_seconds: _time, memory_limit_mib: _memory, ...which } = data
  return draft('trial.finished.v1', { subject, data: { ...which, ...result, protection: [...protection] } })
}
