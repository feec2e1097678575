import type { Alike, EpicRules, Trouble } from './epic.js'
import type { Member } from './gather-epic.js'

/** What a cluster is by: an error with one fingerprint, a file, an area, words that problems share; the most telling first. */
export type ClusterKind = 'error' | 'file' | 'area' | 'words'

/** A trouble that several changes of an epic share. */
export interface Cluster {
  readonly kind: ClusterKind
  readonly repository: string
  /** Places that exactly these changes share, each by a key that never changes. */
  readonly keys: readonly string[]
  readonly label: string
  /** In the order of their first trouble. */
  readonly changes: readonly string[]
  readonly events: readonly string[]
  /** Changes that were there and were tried, failed or not; absent for errors and words. */
  readonly tried?: number
  /** A more telling cluster says the same of all its changes. */
  readonly covered: boolean
}

interface Place {
  readonly kind: ClusterKind
  readonly repository: string
  readonly key: string
  readonly name: string
  readonly found: Map<string, Trouble[]>
  /** Event that says that these are alike. */
  readonly told?: string
}

const ORDER: readonly ClusterKind[] = ['error', 'file', 'area', 'words']
const MOST_EVENTS = 50
/** Clusters of one epic, the most telling. */
const MOST_CLUSTERS = 100

/**
 * The troubles that at least so many changes share, by error, file, area or words. An error is the same error, and words are
 * those that semantah found several problems alike by; a file or area counts only where a share of the changes that were
 * tried there failed, or a file that everybody touches would always be to blame. Places that the same changes share are one
 * cluster.
 */
export const findClusters = (
  members: readonly Member[],
  alike: readonly Alike[],
  { least, share }: EpicRules,
): Cluster[] => {
  const folded = new Map<string, { readonly places: Place[]; readonly tried: number | undefined }>()
  const touched = triedPlaces(members)
  for (const place of placesOf(members, alike)) {
    if (place.found.size < least) continue
    const tried =
      place.kind === 'error' || place.kind === 'words' ? undefined : triedAt(place, touched.get(place.key) ?? [])
    if (tried !== undefined && place.found.size < share * tried) continue
    const id = JSON.stringify([place.kind, place.repository, [...place.found.keys()].sort()])
    const others = folded.get(id)
    if (others) others.places.push(place)
    else folded.set(id, { places: [place], tried })
  }
  const clusters = [...folded.values()].map(clusterOf).sort(byWeight).slice(0, MOST_CLUSTERS)
  return clusters.map((one, at) => ({ ...one, covered: clusters.slice(0, at).some((other) => covers(other, one)) }))
}

/** Whether a cluster says of more changes, or the same, what another one says less tellingly. */
export const covers = (one: Cluster, other: Pick<Cluster, 'repository' | 'changes' | 'kind'>): boolean =>
  one.repository === other.repository &&
  ORDER.indexOf(one.kind) < ORDER.indexOf(other.kind) &&
  other.changes.every((change) => one.changes.includes(change))

const placesOf = (members: readonly Member[], alike: readonly Alike[]): Place[] => {
  const places = new Map<string, Place>()
  for (const member of members)
    for (const trouble of member.troubles)
      for (const [kind, name, value, told] of [...namesOf(member, trouble), ...wordsOf(trouble, alike)]) {
        const repository = member.repository ?? ''
        const key = `${kind} ${repository} ${value}`
        const place = places.get(key) ?? {
          ...{ kind, repository, key, name, found: new Map<string, Trouble[]>() },
          ...(told === undefined ? {} : { told }),
        }
        place.found.set(member.subject, [...(place.found.get(member.subject) ?? []), trouble])
        places.set(key, place)
      }
  return [...places.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

type Named = [kind: ClusterKind, name: string, value: string, told?: string]

/** The clusters of like problems that a trouble is among: it is told by the same event, or is the incident itself. */
const wordsOf = ({ event, what }: Trouble, alike: readonly Alike[]): Named[] =>
  alike
    .filter(({ events, members }) => events.includes(event) || members.includes(what))
    .map((one): Named => ['words', one.label, one.cluster, one.event])

/** Where a trouble was: what it names itself, else everything that its change touches. */
const namesOf = (member: Member, { errors, files, areas }: Trouble): Named[] => [
  ...errors.map(({ print, said }): Named => ['error', said, print]),
  ...(files.length > 0 ? files : member.facts.files).map((path): Named => ['file', path, path]),
  ...(areas.length > 0 ? areas : member.areas).map((area): Named => ['area', area, area]),
]

/** Changes by each file and area that they touch, of those that had the chance to fail: merged, given up, or tried by a run. */
const triedPlaces = (members: readonly Member[]): Map<string, string[]> => {
  const touched = new Map<string, string[]>()
  for (const { subject, repository, state, facts, areas } of members) {
    if (state !== 'merged' && state !== 'closed' && facts.runs.length === 0) continue
    const keys = [
      ...facts.files.map((path) => `file ${repository ?? ''} ${path}`),
      ...areas.map((area) => `area ${repository ?? ''} ${area}`),
    ]
    for (const key of new Set(keys)) touched.set(key, [...(touched.get(key) ?? []), subject])
  }
  return touched
}

const triedAt = ({ found }: Place, touched: readonly string[]): number => new Set([...found.keys(), ...touched]).size

const clusterOf = ({
  places,
  tried,
}: {
  readonly places: readonly Place[]
  readonly tried: number | undefined
}): Cluster => {
  const [{ kind, repository, found }] = places as [Place, ...Place[]]
  const troubles = [...found.values()].flat().sort((a, b) => a.atMs - b.atMs || (a.event < b.event ? -1 : 1))
  return {
    kind,
    repository,
    keys: places.map(({ key }) => key),
    label: labelOf(places).slice(0, 300),
    changes: [...new Set(troubles.flatMap((one) => subjectOf(one, found)))],
    events: [...new Set([...places.flatMap(({ told }) => told ?? []), ...troubles.map(({ event }) => event)])].slice(
      0,
      MOST_EVENTS,
    ),
    ...(tried === undefined ? {} : { tried }),
    covered: false,
  }
}

const labelOf = (places: readonly Place[]): string => {
  const [{ kind, name }] = places as readonly [Place, ...Place[]]
  const shown = name.slice(0, 250)
  const more = places.length > 1 ? ` and ${places.length - 1} more` : ''
  if (kind === 'words') return `the same in other words (${shown})${more}`
  return kind === 'error' ? `“${shown}”${more}` : `${kind} ${shown}${more}`
}

const subjectOf = (trouble: Trouble, found: ReadonlyMap<string, readonly Trouble[]>): string[] =>
  [...found].filter(([, troubles]) => troubles.includes(trouble)).map(([subject]) => subject)

/** The most telling kind first, then the one with more changes. */
const byWeight = (a: Cluster, b: Cluster): number =>
  ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
  b.changes.length - a.changes.length ||
  (a.keys[0]! < b.keys[0]! ? -1 : 1)
