import type { Facts, Trouble } from '../epics/epic.js'
import { aliasesOf } from '../epics/gather-epic.js'
import type {
  Learned,
  LearnedCluster,
  LearnedGuide,
  LearnedPattern,
  LikeTrouble,
  PatternTold,
  Worth,
} from './learned.js'
import { nameOfAdvice } from './learned.js'

/** What a store keeps of what was learned in one repository. */
export interface LearnedRead {
  readonly patterns: readonly { readonly pattern: string; readonly event: string; readonly told: PatternTold }[]
  readonly guides: readonly LearnedGuide[]
  readonly alike: readonly {
    readonly cluster: string
    readonly label: string
    readonly members: readonly string[]
    readonly events: readonly string[]
    readonly event: string
  }[]
  /** Troubles that are among these clusters. */
  readonly troubles: readonly Pick<Trouble, 'change' | 'event' | 'what'>[]
  /** How changes ended that were told, by what they were told. */
  readonly ended: readonly {
    readonly kind: string
    readonly key: string
    readonly well: number
    readonly badly: number
  }[]
}

/** What is told of changes. */
export interface ChangesRead {
  readonly facts: readonly Facts[]
  readonly judged: readonly { readonly change: string; readonly areas: readonly string[] }[]
}

/** The same, by subject: a look asks for it thousands of times. */
export interface KnownChanges {
  readonly facts: ReadonlyMap<string, Facts>
  readonly areas: ReadonlyMap<string, readonly string[]>
  /** Branches that an open request proposes. */
  readonly proposed: ReadonlySet<string>
}

/** What is told of changes, by subject. */
export const knowChanges = ({ facts, judged }: ChangesRead): KnownChanges => ({
  facts: new Map(facts.map((one) => [one.subject, one])),
  areas: new Map(judged.map(({ change, areas }) => [change, areas])),
  proposed: new Set(facts.flatMap((one) => (one.state?.is === 'open' ? aliasesOf(one.subject, one) : []))),
})

/** Changes that what was learned names: their areas and files say where it holds. */
export const changesOf = ({ patterns, troubles }: LearnedRead): string[] => [
  ...new Set([
    ...troubles.map(({ change }) => change),
    ...patterns.flatMap(({ told }) => (needsCases(told) ? told.cases.map(({ subject }) => subject) : [])),
  ]),
]

/** Only a pattern of files is looked for by the areas of its cases, where a change's files are not known. */
const needsCases = ({ areas, paths }: PatternTold): boolean => areas.length === 0 && paths.length > 0

/** Puts together what was learned with what its changes touched. */
export const gatherLearned = (read: LearnedRead, changes: KnownChanges): Learned => ({
  patterns: read.patterns.map(({ pattern, event, told }): LearnedPattern => {
    const cases = told.cases.map(({ subject }) => touchedBy(subject, changes).areas)
    const [first = []] = needsCases(told) ? cases : []
    return { ...told, pattern, event, areasOfCases: first.filter((area) => cases.every((one) => one.includes(area))) }
  }),
  guides: read.guides,
  clusters: read.alike.map((one): LearnedCluster => ({
    cluster: one.cluster,
    label: one.label,
    event: one.event,
    had: hadBy(
      read.troubles.filter(({ event, what }) => one.events.includes(event) || one.members.includes(what)),
      changes,
    ),
  })),
  worth: Object.fromEntries(
    read.ended.map(({ kind, key, well, badly }): [string, Worth] => [nameOfAdvice(kind, key), { well, badly }]),
  ),
})

/** The changes that had these troubles; a request and the commit that it became are one. */
const hadBy = (troubles: readonly Pick<Trouble, 'change' | 'event'>[], changes: KnownChanges): LikeTrouble[] => {
  const names = [...new Set(troubles.map(({ change }) => change))]
  const covered = new Set(names.flatMap((name) => aliasesOf(name, changes.facts.get(name))))
  return names
    .filter((name) => !covered.has(name))
    .map((change) => ({
      change,
      ...touchedBy(change, changes),
      events: troubles.filter((one) => one.change === change).map(({ event }) => event),
    }))
}

/** Files and areas of a change. A webhook does not name the files of a request; its branch, read from the repository, does. */
export const touchedBy = (
  subject: string,
  { facts, areas }: KnownChanges,
): { files: readonly string[]; areas: string[] } => {
  const names = [subject, ...aliasesOf(subject, facts.get(subject))]
  const files = names.map((name) => facts.get(name)?.files ?? []).find((one) => one.length > 0) ?? []
  return { files, areas: [...new Set(names.flatMap((name) => areas.get(name) ?? []))].sort() }
}
