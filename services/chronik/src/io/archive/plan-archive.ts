/** A partition of the log that is full: nothing will be added to it. */
export interface FullPartition {
  readonly name: string
  readonly first: number
  readonly last: number
  /** When the log took its last event, Unix time in milliseconds. */
  readonly recordedMs: number
  /** What it takes in Postgres with its indexes, in bytes. */
  readonly bytes: number
}

/** What may go, in the words of who asks. Both hold together; neither is everything that is full. */
export interface ArchiveWish {
  /** Only events before this position. */
  readonly beforePosition?: number | undefined
  /** Only events that the log took before this moment, Unix time in milliseconds. */
  readonly beforeMs?: number | undefined
}

/** How things stand. */
export interface ArchiveScene {
  /** Partitions that are full and not archived, oldest first. */
  readonly partitions: readonly FullPartition[]
  /** Last position that is archived; 0 for none. */
  readonly archivedTo: number
  /** Last position of the packed segments. */
  readonly packedTo: number
  /** How far each reader of the log is, by name: the relay, chronik itself, and the consumers. */
  readonly readers: ReadonlyMap<string, number>
}

/** What will go: whole partitions without a gap behind what is archived. */
export interface ArchivePlan {
  readonly first: number
  readonly last: number
  readonly bytes: number
  readonly partitions: readonly FullPartition[]
}

/** A plan, or why there is none. */
export type PlannedArchive =
  | { readonly ok: true; readonly plan: ArchivePlan }
  | {
      readonly ok: false
      readonly code: 'nothing' | 'not_packed' | 'behind' | 'not_whole' | 'busy'
      readonly message: string
    }

/** Says which partitions go, or what stands against it. */
export const planArchive = (wish: ArchiveWish, scene: ArchiveScene): PlannedArchive => {
  const { partitions, archivedTo, packedTo, readers } = scene
  const { beforePosition = Infinity, beforeMs = Infinity } = wish
  const chosen: FullPartition[] = []
  for (const one of partitions) {
    if (one.last >= beforePosition || one.recordedMs >= beforeMs) break
    const due = (chosen.at(-1)?.last ?? archivedTo) + 1
    if (one.first !== due) return no('not_whole', `partition ${one.name} begins at ${one.first} where ${due} was due`)
    chosen.push(one)
  }
  const last = chosen.at(-1)?.last
  if (last === undefined) return no('nothing', nothing(partitions[0], archivedTo))
  if (last > packedTo)
    return no('not_packed', `the packed segments end with position ${packedTo}, the events to archive with ${last}`)
  const behind = [...readers].filter(([, at]) => at < last)
  if (behind.length > 0) {
    const who = behind.map(([name, at]) => `${name} at ${at}`).join(', ')
    return no('behind', `not yet past position ${last}: ${who}`)
  }
  const bytes = chosen.reduce((sum, one) => sum + one.bytes, 0)
  return { ok: true, plan: { first: archivedTo + 1, last, bytes, partitions: chosen } }
}

const no = (code: Extract<PlannedArchive, { ok: false }>['code'], message: string): PlannedArchive => ({
  ok: false,
  code,
  message,
})

const nothing = (oldest: FullPartition | undefined, archivedTo: number): string => {
  if (!oldest) return `no partition behind position ${archivedTo} is full; only whole ones are archived`
  const until = new Date(oldest.recordedMs).toISOString()
  return `the oldest whole partition holds positions ${oldest.first} to ${oldest.last}, taken until ${until}: not all of it may go`
}
