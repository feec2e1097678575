import type { GuardFinishedV1 } from '@heimgewebe/contracts'
import { makeInert, oneLine, outputTail } from './make-inert.js'

/** How a run ended, as the sandbox saw it. */
export interface RunFacts {
  /** Undefined where the command was killed from outside or never began. */
  readonly exitCode: number | undefined
  /** False where the sandbox could not be set up. */
  readonly began: boolean
  readonly stopped: 'time' | 'memory' | 'output' | 'disk' | 'shutdown' | undefined
  readonly outOfMemory: boolean
  readonly seconds: number
  readonly output: string
}

/** What the command's test report says. */
export interface ReportFacts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly { readonly name: string; readonly message?: string }[]
}

/** The report of a run, or why there is none. */
export type Report =
  | { readonly state: 'none' }
  | { readonly state: 'missing'; readonly path: string }
  | { readonly state: 'refused'; readonly path: string; readonly reason: string }
  | { readonly state: 'read'; readonly report: ReportFacts }

/** What a guard was allowed. */
export interface RunLimits {
  readonly time_limit_seconds: number
  readonly memory_limit_mib: number
}

/** The part of a result that follows from the run. */
export type Judgement = Pick<
  GuardFinishedV1,
  'verdict' | 'reason' | 'exit_code' | 'duration_seconds' | 'tests' | 'failures' | 'output_tail'
> &
  Pick<GuardFinishedV1, 'fault' | 'signals' | 'flaky' | 'known'>

const MOST_FAILURES = 20

/** Says from exit code and report how a guard ended, and why in one sentence. */
export const judgeRun = (run: RunFacts, report: Report, limits: RunLimits): Judgement => {
  const [verdict, reason] = verdictOf(run, report, limits)
  const read = report.state === 'read' ? report.report : undefined
  return {
    verdict,
    reason: oneLine(reason, 1000),
    exit_code: run.exitCode ?? null,
    duration_seconds: run.seconds,
    ...(read ? { tests: { passed: read.passed, failed: read.failed, skipped: read.skipped } } : {}),
    ...(read && read.failures.length > 0 ? { failures: read.failures.slice(0, MOST_FAILURES).map(failureOf) } : {}),
    output_tail: outputTail(run.output),
  }
}

/** Exit codes that say that a program is missing or cannot be run: true of this machine, not of the files. */
const OF_THE_MACHINE = [126, 127]

/** Whether the same command on the same files would come to this again, so that it need not be run again. */
export const isLasting = ({ verdict, exit_code, fault }: Judgement): boolean =>
  (verdict === 'passed' && fault === undefined) ||
  (verdict === 'failed' && fault !== 'unclear' && typeof exit_code === 'number' && !OF_THE_MACHINE.includes(exit_code))

type Verdict = readonly [verdict: Judgement['verdict'], reason: string]

const verdictOf = (run: RunFacts, report: Report, limits: RunLimits): Verdict => {
  if (!run.began && run.stopped === undefined)
    return ['not_run', `the sandbox could not be started: ${oneLine(lastLine(run.output), 300)}`]
  const stopped = run.stopped && verdictOfStop(run.stopped, limits)
  if (stopped) return stopped
  const failed = report.state === 'read' ? report.report.failed : 0
  // What the kernel killed cannot have been checked to its end, whatever the command makes of it.
  if (failed === 0 && (run.outOfMemory || (run.exitCode !== 0 && NO_MEMORY.test(run.output.slice(-2000)))))
    return ['out_of_memory', needed(limits)]
  if (run.exitCode === 0 && failed === 0) return ['passed', `${passedWords(report)}${reportWords(report)}`]
  if (report.state === 'read' && failed > 0) {
    const lie = run.exitCode === 0 ? 'exited with 0, but ' : ''
    return ['failed', `${lie}${failedWords(report.report)}`]
  }
  return ['failed', `${exitWords(run)}${reportWords(report)}`]
}

/** How programs say that a limit on their address space was met. */
const NO_MEMORY = /MemoryError|OutOfMemoryError|annot allocate memory|bad_alloc|heap out of memory|memory exhausted/

const verdictOfStop = (stop: NonNullable<RunFacts['stopped']>, limits: RunLimits): Verdict => {
  switch (stop) {
    case 'time':
      return ['timed_out', `did not end within ${limits.time_limit_seconds} s`]
    case 'memory':
      return ['out_of_memory', needed(limits)]
    case 'output':
      return ['failed', 'wrote more output than is allowed and was stopped']
    case 'disk':
      return ['unknown', 'was stopped because the disk of this machine ran full']
    case 'shutdown':
      return ['unknown', 'wgx was stopped during the run; it was not repeated']
  }
}

const needed = (limits: RunLimits): string => `needed more than ${limits.memory_limit_mib} MiB of memory`

const failedWords = ({ passed, failed, skipped, failures }: ReportFacts): string => {
  const names = failures.slice(0, 3).map(({ name }) => oneLine(name, 250))
  const more = failed > names.length && names.length > 0 ? ` and ${failed - names.length} more` : ''
  return `${failed} of ${passed + failed + skipped} tests failed: ${names.join('; ')}${more}`
}

const passedWords = (report: Report): string => {
  if (report.state !== 'read') return 'exited with 0'
  const { passed, skipped } = report.report
  const left = skipped > 0 ? `, ${skipped} skipped` : ''
  return passed + skipped === 0 ? 'exited with 0; its report names no test' : `${passed} tests passed${left}`
}

const exitWords = ({ exitCode = 0, output }: RunFacts): string => {
  const last = oneLine(lastLine(output), 300)
  const said = last === '' ? '' : `: ${last}`
  if (exitCode === 127) return `exited with 127, a program is missing in the sandbox${said}`
  if (exitCode > 128 && exitCode < 193) return `was ended by signal ${exitCode - 128}${said}`
  return `exited with ${exitCode}${said}`
}

const reportWords = (report: Report): string => {
  if (report.state === 'missing') return `; its report ${oneLine(report.path, 200)} was not written`
  if (report.state === 'refused') return `; its report ${oneLine(report.path, 200)} was not read: ${report.reason}`
  return ''
}

const failureOf = ({ name, message }: ReportFacts['failures'][number]): { name: string; message?: string } => ({
  name: oneLine(name, 500),
  ...(message === undefined || message === '' ? {} : { message: [...makeInert(message)].slice(0, 2000).join('') }),
})

const lastLine = (output: string): string => output.slice(-8000).trimEnd().split('\n').at(-1) ?? ''
