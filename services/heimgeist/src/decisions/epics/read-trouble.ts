import type { MeshEvent } from '@heimgewebe/contracts'
import type { JudgedRun } from '../failures/judge-run.js'
import { show } from '../show-text.js'
import type { Trouble } from './epic.js'
import { happening } from './follow-change.js'

/** Files that one trouble names at most. */
const MOST_FILES = 50

/** A failed run as a trouble of its change; undefined where it is known to waver or fails without the change as well. */
export const troubleOfRun = (
  event: MeshEvent<'ci.result.v1'> | MeshEvent<'guard.finished.v1'>,
  { run, judged }: JudgedRun,
  change: string,
): Trouble | undefined => {
  if (!run.failed || judged !== 'new') return undefined
  const errors = run.tests.flatMap(({ fingerprint, name, output }) =>
    fingerprint === undefined ? [] : [{ print: fingerprint, said: firstLine(output ?? name ?? '') }],
  )
  const [first] = run.tests
  const said = first && firstLine(first.name ?? first.output ?? '')
  return {
    change,
    ...happening(event),
    kind: 'run',
    what: run.what,
    said: `${run.what} failed${said ? `: ${said}` : ''}`,
    errors,
    files: event.type === 'ci.result.v1' ? filesOf(event) : [],
    areas: event.type === 'guard.finished.v1' ? [event.data.area] : [],
  }
}

const SAID = {
  fixed: 'it had to be mended',
  reverted: 'it was taken back',
  incident: 'it led to an incident',
} as const

/** What became of a change as a trouble of it; undefined for runs, which are heard themselves. */
export const troubleOfOutcome = (event: MeshEvent<'outcome.recorded.v1'>): Trouble | undefined => {
  const { change, kind, by, areas = [] } = event.data
  if (kind !== 'fixed' && kind !== 'reverted' && kind !== 'incident') return undefined
  const what = by === undefined ? kind : show(by, 500)
  const said = by === undefined ? SAID[kind] : `${SAID[kind]} (${what})`
  return { change, ...happening(event), kind, what, said, errors: [], files: [], areas }
}

const filesOf = ({ data }: MeshEvent<'ci.result.v1'>): string[] => {
  const paths = (data.findings?.items ?? []).flatMap(({ level, path }) => (level === 'error' && path ? [path] : []))
  return [...new Set(paths)].filter((path) => path.length <= 500).slice(0, MOST_FILES)
}

const firstLine = (text: string): string => show(text.split('\n', 1)[0] ?? '', 200)
