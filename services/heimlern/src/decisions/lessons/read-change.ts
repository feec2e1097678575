import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { type Case, MOST } from './lesson.js'

type Files = EventData['pr.opened.v1']['files']

/** A proposed change with the size of each file, so that what an update moved can be told. */
export interface ProposedCase extends Case {
  /** Lines added and deleted of each of `paths`, in their order. */
  readonly lines: readonly string[]
}

/** A commit as lessons are drawn from it. */
export const readChange = (
  { id, data }: MeshEvent<'change.recorded.v1'>,
  areas: readonly string[],
  counted: boolean,
): Case => ({
  subject: data.change,
  at: data.committed_at,
  author: data.author.name,
  title: data.title.slice(0, 200),
  areas,
  paths: data.files.slice(0, MOST).map(({ path }) => path.slice(0, 500)),
  event: id,
  counted,
  troubles: [],
})

/**
 * A proposed change, and its head commit as what moved since it was last told: the try that follows a failure is that
 * part of it, not the whole.
 */
export const readProposal = (
  { id, time, subject, data }: MeshEvent<'pr.opened.v1'> | MeshEvent<'pr.updated.v1'>,
  areas: readonly string[],
  before: ProposedCase | undefined,
): { proposal: ProposedCase; head: Case } => {
  const files = data.files.slice(0, MOST)
  const moved = before === undefined ? files : movedOf(files, before)
  const told = { at: time, author: data.author.name, title: data.title.slice(0, 200), event: id }
  const paths = files.map(({ path }) => path.slice(0, 500))
  return {
    proposal: {
      ...told,
      subject,
      areas: [...new Set([...areas, ...(before?.areas ?? [])])].slice(0, MOST),
      paths,
      lines: files.map(sizeOf),
      counted: before?.counted ?? false,
      troubles: before?.troubles ?? [],
      at: before?.at ?? time,
    },
    head: {
      ...told,
      subject: `change/${data.repository}/${data.head}`,
      areas,
      paths: moved.map(({ path }) => path.slice(0, 500)),
      counted: false,
      troubles: [],
    },
  }
}

const sizeOf = ({ added, deleted }: Files[number]): string => `${added}-${deleted}`

const movedOf = (files: Files, before: ProposedCase): Files => {
  const sizes = new Map(before.paths.map((path, i) => [path, before.lines[i]]))
  const moved = files.filter((file) => sizes.get(file.path) !== sizeOf(file))
  const dropped = before.paths.filter((path) => !files.some((file) => file.path === path))
  return [...moved, ...dropped.map((path) => ({ path, status: 'modified' as const, added: 0, deleted: 0 }))]
}
