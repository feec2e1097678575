import { type Draft, type MeshEvent, contentHash, draft } from '@heimgewebe/contracts'
import { plainMarkdown } from '@heimgewebe/decider'
import { linkOf } from '../epics/command-epics.js'
import { isEpicName } from '../epics/name-epics.js'
import { idAfter, reason } from '../make-decision.js'
import type { ChangeWish } from '../propose-change.js'
import { isAtHost } from '../say-at-host.js'
import { type FailureReport, nameOf } from './report-failure.js'

type Settled = MeshEvent<'failure.settled.v1'>

/** Failed tests that a task names, and characters of what each said. */
const MOST_TESTS = 25
const MOST_OUTPUT = 300

/**
 * The task that a change is developed anew by, in the mesh's own backlog: an epic that holds the failed change, with what a
 * person hinted at. The same choice leads to the same epic.
 */
export const backlogOf = (event: Settled): Draft[] => {
  const { change, repository, sha, by = 'somebody', hints, events } = event.data
  const epic = epicNameOf(change, repository, sha)
  const said = hints === undefined ? '' : `: ${hints}`
  return [
    draft('epic.opened.v1', {
      id: idAfter(event, 'anew'),
      subject: `epic/${epic}`,
      data: { epic, title: `Develop ${nameOf(change, repository)} anew`.slice(0, 300), repository, by },
    }),
    linkOf(event, 'anew', epic, change, {
      by,
      how: 'hand',
      reason: `${by} chose to develop it anew${said}`,
      events: [event.id, ...events].slice(0, 50),
    }),
  ]
}

/** anew-42-0123456: from the number or branch of the change, and the head that failed. */
export const epicNameOf = (change: string, repository: string, sha: string): string => {
  const tail = change.slice(change.indexOf(repository) + repository.length)
  const words = tail
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  const name = `anew-${words || 'change'}-${sha.slice(0, 7)}`
  return isEpicName(name) ? name : `anew-${sha.slice(0, 7)}`
}

/** The issue at the host of the change, complete: what is answered is answered for these bytes. None where it is at no host. */
export const issueOf = (event: Settled, report: FailureReport): ChangeWish | undefined => {
  const { change, repository, by = 'somebody', hints, sha } = event.data
  if (!isAtHost(change)) return undefined
  const title = `Develop ${nameOf(change, repository)} anew`.slice(0, 300)
  const body = bodyOf(event, report)
  const given = { title, body, marker: `anew/${event.id}` }
  return {
    agent: 'hauski',
    repository,
    change,
    title: `Open the issue "${title}" in ${repository}?`.slice(0, 300),
    text: `${by} chose to develop ${change} anew. This issue would be opened:\n\n${JSON.stringify(given, undefined, 2)}`,
    reasons: [
      reason(`${by} chose to develop it anew${hints === undefined ? '' : `: ${hints}`}`, [event.id], event.id),
      reason(
        `${report.runs.map(({ what }) => what).join(', ')} failed at ${sha.slice(0, 10)}`,
        report.runs.map((run) => run.event),
        event.id,
      ),
    ],
    contentSha256: contentHash(given),
    order: { act: 'open_issue', arguments: given },
  }
}

const bodyOf = ({ id, data }: Settled, { runs, failures }: FailureReport): string => {
  let left = MOST_TESTS
  const tests = runs.flatMap((run) =>
    run.tests.flatMap(({ name, output, known }) => {
      if (left-- <= 0) return []
      const said = output === undefined ? '' : `: ${plainMarkdown(output, MOST_OUTPUT)}`
      return [
        `- ${plainMarkdown(run.what)}, ${plainMarkdown(name ?? 'a test without a name')}${said}`,
        ...(known === undefined ? [] : [`  - seen before: ${plainMarkdown(known)}`]),
      ]
    }),
  )
  return [
    `${plainMarkdown(data.by ?? 'somebody')} chose to develop ${plainMarkdown(data.change)} anew.`,
    ...(data.hints === undefined ? [] : ['', `Hints: ${plainMarkdown(data.hints, 2000)}`]),
    '',
    'What was tried:',
    '',
    `- the head \`${data.sha}\` failed${failures > 1 ? `, the ${failures}th in a row` : ''}`,
    ...runs.map(({ what, judged, event }) => `- ${plainMarkdown(what)}: ${JUDGED[judged]} (event \`${event}\`)`),
    ...(tests.length === 0 ? [] : ['', 'What failed, in the words of the runs:', '', ...tests]),
    '',
    `From the choice \`${id}\`${data.request === undefined ? '' : `, to the question \`${data.request}\``}.`,
  ].join('\n')
}

const JUDGED = {
  new: 'failed, and it was not seen before this change',
  flaky: 'is known to come and go',
  before: 'failed in the same way before this change',
} as const
