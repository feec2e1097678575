import type { Draft, MeshEvent, ToolFinishedV1 } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import { type RunFacts, type RunLimits, judgeRun } from './judge-run.js'
import { oneLine } from './make-inert.js'
import { readFindings } from './read-findings.js'

type Source = MeshEvent<'tool.requested.v1'> | MeshEvent<'tool.started.v1'>
type Result = Pick<ToolFinishedV1, 'verdict'> & Partial<ToolFinishedV1>

/** Exit code of a shell that did not find the program. */
const NOT_FOUND = 127

/** The draft that says what became of a tool. */
export const reportTool = (event: Source, result: Result): Draft<'tool.finished.v1'> => {
  const { agent, change, repository, sha, tool } = event.data
  const request = event.type === 'tool.started.v1' ? (event as MeshEvent<'tool.started.v1'>).data.request : event.id
  return draft('tool.finished.v1', {
    subject: event.subject,
    ...(event.actor === undefined ? {} : { actor: event.actor }),
    data: {
      agent,
      tool,
      request,
      repository,
      ...(change === undefined ? {} : { change }),
      ...(sha === undefined ? {} : { sha }),
      duration_seconds: 0,
      ...result,
      ...(result.reason === undefined ? {} : { reason: oneLine(result.reason, 1000) }),
    },
  })
}

/** The result of a tool that ran: exit code, and what its lines name by file and line. A missing program is said as such. */
export const reportToolRun = (
  event: MeshEvent<'tool.started.v1'>,
  run: RunFacts,
  limits: RunLimits,
  protection: readonly string[],
): Draft<'tool.finished.v1'> => {
  const {
    verdict,
    reason,
    duration_seconds,
    exit_code: exit,
    output_tail: output,
  } = judgeRun(run, { state: 'none' }, limits)
  const missing = verdict === 'failed' && exit === NOT_FOUND
  const findings = verdict === 'failed' && !missing ? readFindings(run.output) : []
  return reportTool(event, {
    verdict: missing ? 'missing' : verdict,
    reason: missing ? `${event.data.tool} is not installed where tools run` : reason,
    ...(findings.length === 0 ? {} : { findings }),
    ...(typeof exit === 'number' ? { exit_code: exit } : {}),
    ...(output === undefined ? {} : { output }),
    duration_seconds,
    protection: verdict === 'not_run' ? [] : protection.slice(0, 50),
  })
}
