import { type Draft, deriveId, draft, type EventData } from '@heimgewebe/contracts'

type Indexed = EventData['code.indexed.v1']

/** A file of an index, as an event tells it. */
export type IndexedFile = Indexed['files'][number]

/** What an index of a commit adds to the one before. */
export interface CodeNews {
  readonly repository: string
  readonly sha: string
  /** When the commit was made, Unix time in seconds. */
  readonly committedAt: number
  readonly files: readonly IndexedFile[]
  readonly removed: readonly string[]
}

/** Room for the files of one event, in characters of JSON. */
const ROOM = 160_000
const MOST_REMOVED = 2000

/** The events of an index, each within the size of an event. The same index gives the same events. */
export const describeCode = ({ committedAt, files, removed, repository, sha }: CodeNews): Draft[] => {
  const groups = [...groupsOf(files.map(fit)), ...removedGroups(removed)]
  return groups.map((group, at) =>
    draft('code.indexed.v1', {
      id: deriveId(committedAt * 1000, `code|${repository}|${sha}|${at}|${groups.length}`),
      subject: `code/${repository}`,
      time: new Date(committedAt * 1000).toISOString(),
      data: { repository, sha, part: at + 1, parts: groups.length, ...group },
    }),
  )
}

type Group = Pick<Indexed, 'files' | 'removed'>

const groupsOf = (files: readonly IndexedFile[]): Group[] => {
  const groups: { files: IndexedFile[] }[] = []
  let room = 0
  for (const file of files) {
    const size = JSON.stringify(file).length
    if (size > room) {
      groups.push({ files: [] })
      room = ROOM
    }
    groups.at(-1)!.files.push(file)
    room -= size
  }
  return groups
}

const removedGroups = (removed: readonly string[]): Group[] => {
  const groups: Group[] = []
  for (let at = 0; at < removed.length; at += MOST_REMOVED)
    groups.push({ files: [], removed: removed.slice(at, at + MOST_REMOVED) })
  return groups
}

/** A file that would fill an event alone loses what it depends on last, and says that it is not whole. */
const fit = (file: IndexedFile): IndexedFile => {
  let { links, symbols } = file
  let whole = file.whole
  while (JSON.stringify({ links, symbols }).length > ROOM) {
    whole = false
    if (links.length > symbols.length / 2) links = links.slice(0, Math.floor(links.length / 2))
    else symbols = symbols.slice(0, Math.floor(symbols.length / 2))
  }
  return { ...file, links, symbols, whole }
}
