import type { Graph } from '../src/io/graph.js'
import type { Entry, RelationDraft } from '../src/io/graph-entry.js'
import type { Moment } from '../src/io/graph-store.js'
import { findAffected } from '../src/io/questions/affected-areas.js'
import { findCoChanges } from '../src/io/questions/co-changes.js'
import { findFileHistory } from '../src/io/questions/file-history.js'
import { findHotspots } from '../src/io/questions/hotspots.js'
import { findOwners } from '../src/io/questions/owners.js'

const DAY = 86_400_000
const repository = 'acme/shop'
const file = (n: number): string => `file/${repository}/src/${n % 6}/${n}.ts`
const area = (n: number): string => `area/${repository}/${n % 6}`
const commit = (n: number): string => `change/${repository}/${n}`

/** A small past of one repository with everything that the graph links, the same at every call. */
export const recordedLog = (length: number): Entry[] =>
  Array.from({ length }, (_, index) => {
    const n = index + 1
    const files = [...new Set([n % 23, (n * 7) % 23, (n * 13) % 23])]
    const relations: RelationDraft[] = [draft(`person/${n % 4}`, 'authored', commit(n))]
    for (const one of files) relations.push(draft(commit(n), 'touches', file(one), n % 9, n % 5))
    for (const one of files) relations.push(draft(file(one), 'in_area', area(one)))
    if (n % 10 === 0)
      relations.push(draft(commit(n - 3), 'causes', `incident/${n}`), draft(`incident/${n}`, 'affects', file(n % 23)))
    if (n % 7 === 0) relations.push(draft(commit(n), 'fixes', commit(n - 5)))
    if (n % 11 === 0) relations.push(draft(file(n % 23), 'renamed_from', file((n + 1) % 23), 0, 0, 0.9))
    if (n % 13 === 0) relations.push(draft(area(n), 'used_by', area(n + 1)))
    const ids = [...new Set(relations.flatMap(({ from, to }) => [from, to]))]
    return {
      evidence: { position: n, id: `event-${n}`, type: 'change.recorded.v1', at: Date.UTC(2025, 0, 1) + n * DAY },
      nodes: ids.map((id) => ({
        id,
        kind: kindOf(id),
        title: id === commit(n) ? `change ${n}` : id,
        state: id === commit(n) && n % 2 === 0 ? 'merged' : '',
        repository,
        mention: id !== commit(n),
      })),
      relations,
      replaces: n % 17 === 0 ? [{ from: file(files[0]!), type: 'in_area' }] : [],
    }
  })

const kindOf = (id: string): string => (id.startsWith('change/') ? 'commit' : id.slice(0, id.indexOf('/')))

const draft = (from: string, type: string, to: string, added = 0, deleted = 0, confidence = 1): RelationDraft => ({
  type,
  from,
  to,
  confidence,
  added,
  deleted,
})

/** Answers to 200 questions of every kind, now and at past moments, as one text each. */
export const recordedAnswers = async (graph: Graph, length: number): Promise<string[]> => {
  const answers: unknown[] = []
  for (let n = 1; n <= 20; n++) {
    const moment: { moment?: Moment } =
      n % 3 === 0
        ? { moment: { axis: 'position', at: Math.ceil((length * n) / 25) } }
        : n % 3 === 1
          ? { moment: { axis: 'time', at: Date.UTC(2025, 0, 1) + ((length * n) / 25) * DAY } }
          : {}
    const change = commit(Math.ceil((length * n) / 21))
    answers.push(
      await graph.neighbours({ node: file(n), depth: 1, limit: 30, ...moment }),
      await graph.neighbours({ node: change, depth: 2, limit: 60, ...moment }),
      await graph.path({
        from: change,
        to: `incident/${Math.floor((length * n) / 210) * 10 || 10}`,
        max: 6,
        ...moment,
      }),
      await graph.related(change, 10, moment.moment),
      await graph.relation(`${n * 3}-${n % 4}`, moment.moment),
      await graph.ask((reader) => findFileHistory(reader, { file: file(n), limit: 20, ...moment })),
      await graph.ask((reader) => findCoChanges(reader, { file: file(n), limit: 10, ...moment })),
      await graph.ask((reader) => findOwners(reader, { about: n % 2 ? area(n) : file(n), limit: 5, ...moment })),
      await graph.ask((reader) => findHotspots(reader, { repository, since: n * DAY, limit: 5 + n, ...moment })),
      await graph.ask((reader) => findAffected(reader, { change, limit: 20, ...moment })),
    )
  }
  return answers.map((answer) => JSON.stringify(answer ?? null))
}
