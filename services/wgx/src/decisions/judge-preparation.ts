import type { ConfigurationRecordedV1, GuardFinishedV1 } from '@heimgewebe/contracts'
import { type Judgement, judgeRun, type RunFacts } from './judge-run.js'
import { oneLine, outputTail } from './make-inert.js'

type Step = NonNullable<ConfigurationRecordedV1['prepare']>[number]
type Told = NonNullable<GuardFinishedV1['prepared']>

/** A step for the files of one commit. */
export interface PlannedStep {
  readonly step: Pick<Step, 'name' | 'hosts' | 'network_for' | 'keyed_by' | 'time_limit_seconds' | 'memory_limit_mib'>
  readonly key: string
  /** What it would read. */
  readonly files: readonly unknown[]
  /** Whether the default branch has, or had where the change left it, the same files. */
  readonly isOfDefaultBranch: boolean
}

/** How a step that was run came out. */
export interface StepFacts {
  /** Undefined where it made nothing that can be used. */
  readonly made: { readonly bytes: number } | undefined
  readonly outcome: RunFacts
  readonly egress: {
    readonly hosts: readonly NonNullable<Told['hosts']>[number][]
    readonly refused: readonly string[]
    readonly exceeded: boolean
  }
  readonly problem?: string
}

/** What became of a step: what is told of it, and where it failed the result of the guard, which was not run. */
export interface Preparation {
  readonly told: Told
  readonly judgement?: Judgement
}

/**
 * Whether a step may not be run for these files. What a stranger wrote into a lock file decides what is fetched, so the
 * network that the owner granted is for the files of the default branch, unless the owner says otherwise.
 */
export const refuseStep = (
  { step, key, files: found, isOfDefaultBranch }: PlannedStep,
  hasDoor: boolean,
): Preparation | undefined => {
  const failed = { name: step.name, key, state: 'failed' as const, duration_seconds: 0 }
  if (found.length === 0) {
    const reason = `prepare ${step.name} has nothing to read: none of its files (${step.keyed_by.join(', ')}) is there`
    return { told: failed, judgement: notRun(reason) }
  }
  if (step.hosts === undefined) return undefined
  if (!hasDoor) {
    const reason = `prepare ${step.name} needs the network, and the sandbox of this machine has no safe way out`
    return { told: failed, judgement: notRun(reason) }
  }
  if (isOfDefaultBranch || step.network_for === 'any_change') return undefined
  const files = step.keyed_by.join(', ')
  return {
    told: { name: step.name, key, state: 'refused', duration_seconds: 0 },
    judgement: notRun(
      `its files (${files}) differ from those of the default branch, and prepare ${step.name} may use the network for those only; ` +
        `network_for: any_change in .heimgewebe.yaml allows it for every change`,
    ),
  }
}

/** What was made before serves again. */
export const keptStep = ({ step, key }: PlannedStep, bytes: number): Preparation => ({
  told: { name: step.name, key, state: 'kept', duration_seconds: 0, bytes },
})

/** Says what became of a step that was run. Where it failed, that is never the failure of a change. */
export const judgePreparation = ({ step, key }: PlannedStep, facts: StepFacts, fetchLimitMib: number): Preparation => {
  const { made, outcome, egress } = facts
  const told: Told = {
    name: step.name,
    key,
    state: made === undefined ? 'failed' : 'made',
    duration_seconds: outcome.seconds,
    ...(made === undefined ? {} : { bytes: made.bytes }),
    ...(egress.hosts.length === 0 ? {} : { hosts: egress.hosts.map((host) => ({ ...host })) }),
    ...(egress.refused.length === 0 ? {} : { refused: egress.refused.map((one) => oneLine(one, 400)) }),
  }
  if (made !== undefined) return { told }
  const refused = egress.refused[0] === undefined ? '' : `; it was refused ${oneLine(egress.refused[0], 200)}`
  const why = egress.exceeded ? `fetched more than ${fetchLimitMib} MiB` : (facts.problem ?? reasonOf(outcome, step))
  return { told, judgement: notRun(`prepare ${step.name} failed: ${why}${refused}`, outcome.output) }
}

/** The guard names a step that is not there. */
export const missingStep = (guard: string, step: string): Judgement =>
  notRun(`guard ${guard} is prepared by ${step}, which is no step of prepare in .heimgewebe.yaml`)

const reasonOf = (outcome: RunFacts, step: PlannedStep['step']): string =>
  judgeRun(outcome, { state: 'none' }, step).reason

const notRun = (reason: string, output = ''): Judgement => ({
  verdict: 'not_run',
  reason: oneLine(reason, 1000),
  duration_seconds: 0,
  ...(output === '' ? {} : { output_tail: outputTail(output) }),
})
