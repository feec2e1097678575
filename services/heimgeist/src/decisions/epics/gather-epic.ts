import {
  type Epic,
  type EpicKnown,
  type Facts,
  type Link,
  type Trouble,
  isChange,
  noFacts,
  repositoryOf,
} from './epic.js'

/** How a change stands; unknown where nothing was heard of it. */
export type ChangeState = 'open' | 'merged' | 'closed' | 'unknown'

/** A change of an epic with everything that is known of it. */
export interface Member {
  readonly subject: string
  readonly repository: string | null
  readonly link: Link
  readonly facts: Facts
  readonly state: ChangeState
  readonly areas: readonly string[]
  /** Oldest first. */
  readonly troubles: readonly Trouble[]
  /** Other epics that it belongs to. */
  readonly also: readonly string[]
}

/** An issue or incident of an epic. */
export interface Thing {
  readonly subject: string
  readonly link: Link
  readonly facts: Facts
  readonly state: 'open' | 'closed' | 'unknown'
}

/** An epic with all that belongs to it, each thing once. */
export interface Gathered {
  readonly epic: Epic
  /** In the order of their beginning. */
  readonly members: readonly Member[]
  readonly issues: readonly Thing[]
  readonly incidents: readonly Thing[]
}

/** Puts together what belongs to an epic. A branch and the request that proposes it, and a commit and the request that became it, are one change. */
export const gatherEpic = (known: EpicKnown): Gathered => {
  const links = known.links.filter(({ gone }) => !gone)
  const facts = new Map(known.facts.map((one) => [one.subject, one]))
  const covered = new Set(links.flatMap(({ subject }) => aliasesOf(subject, facts.get(subject))))
  const changes = links.filter(({ subject }) => isChange(subject) && !covered.has(subject))
  const members = changes.map((link) => memberOf(link, facts, known))
  const things = (prefix: string): Thing[] =>
    links
      .filter(({ subject }) => subject.startsWith(prefix))
      .map((link) => {
        const own = facts.get(link.subject) ?? noFacts(link.subject, repositoryOf(link.subject))
        const state = own.state === undefined ? 'unknown' : own.state.is === 'open' ? 'open' : 'closed'
        return { subject: link.subject, link, facts: own, state } as const
      })
      .sort(bySubject)
  return {
    epic: known.epic,
    members: members.sort((a, b) => beganAt(a) - beganAt(b) || bySubject(a, b)),
    issues: things('issue/'),
    incidents: things('incident/'),
  }
}

/** Other subjects of the same change: the branch that a request proposes, and the commit that it became. */
export const aliasesOf = (subject: string, facts: Facts | undefined): string[] => {
  if (!facts?.repository || !subject.startsWith('pr/')) return []
  return [
    ...(facts.branch === undefined ? [] : [`branch/${facts.repository}/${facts.branch}`]),
    ...(facts.mergedAs === undefined ? [] : [`change/${facts.repository}/${facts.mergedAs}`]),
  ]
}

const memberOf = (link: Link, all: ReadonlyMap<string, Facts>, known: EpicKnown): Member => {
  const { subject } = link
  const repository = repositoryOf(subject)
  const own = all.get(subject) ?? noFacts(subject, repository)
  const names = [subject, ...aliasesOf(subject, own)]
  const facts = names.slice(1).reduce((merged, name) => withOther(merged, all.get(name)), own)
  const judged = known.judged.filter(({ change }) => names.includes(change))
  return {
    subject,
    repository: own.repository ?? repository,
    link,
    facts,
    // A commit that was judged and is not proposed is part of the history.
    state: own.state?.is ?? (subject.startsWith('change/') && judged.length > 0 ? 'merged' : 'unknown'),
    areas: [...new Set(judged.flatMap(({ areas }) => areas))].sort(),
    troubles: known.troubles
      .filter(({ change }) => names.includes(change))
      .sort((a, b) => a.atMs - b.atMs || (a.event < b.event ? -1 : 1)),
    also: known.elsewhere
      .filter((one) => one.subject === subject)
      .map(({ epic }) => epic)
      .sort(),
  }
}

/** A host does not say in its webhooks which files a request touches; its branch, read from the repository, does. */
const withOther = (facts: Facts, other: Facts | undefined): Facts =>
  other === undefined
    ? facts
    : {
        ...facts,
        files: facts.files.length > 0 ? facts.files : other.files,
        needs: facts.needs.length > 0 ? facts.needs : other.needs,
        runs: [...facts.runs, ...other.runs.filter(({ what }) => facts.runs.every((one) => one.what !== what))],
      }

const beganAt = ({ facts }: Member): number => facts.opened?.atMs ?? facts.state?.atMs ?? Infinity
const bySubject = (a: { readonly subject: string }, b: { readonly subject: string }): number =>
  a.subject < b.subject ? -1 : 1
