import { isUuid } from '@heimgewebe/contracts'

/** What somebody asks about, as far as its name tells; what there is of it is found by the store. */
export type Thing =
  | { readonly by: 'event'; readonly name: string }
  | { readonly by: 'change'; readonly name: string }
  | { readonly by: 'commit'; readonly name: string }
  | { readonly by: 'incident'; readonly name: string }
  | { readonly by: 'rule'; readonly name: string }

/** Where the question was asked. */
export interface Asked {
  /** Change, issue or incident that the text is about. */
  readonly about?: string | undefined
  readonly repository?: string | undefined
}

const CHANGE = /^(?:change|pr|branch)\/.+/u
const INCIDENT = /^incident\/.+/u
/** Subjects that end in the id of their first event. */
const OF_EVENT = /^(?:action|approval|command|decision|guard|tool)\//u
const NUMBER = /^#?(\d{1,9})$/u
/** Fewer digits name too many commits. */
const COMMIT = /^[0-9a-f]{7,64}$/u

/**
 * Reads what follows `/why`: the id of an event, the subject of a change, incident or rule, a commit, the number of a change
 * of this repository, or the name of a rule. Nothing at all is what the question was asked at. Undefined where neither is.
 */
export const readThing = (area: string, { about, repository }: Asked): Thing | undefined => {
  if (area === '') return about === undefined ? undefined : bySubject(about)
  const id = area.replace(OF_EVENT, '').toLowerCase()
  if (isUuid(id)) return { by: 'event', name: id }
  const subject = bySubject(area)
  if (subject !== undefined) return subject
  const number = NUMBER.exec(area)?.[1]
  // Seven digits and more may be a commit as well.
  if (number !== undefined && (number.length < 7 || area.startsWith('#')))
    return repository === undefined ? undefined : { by: 'change', name: `pr/${repository}/${number}` }
  if (COMMIT.test(area.toLowerCase())) return { by: 'commit', name: area.toLowerCase() }
  return { by: 'rule', name: area }
}

const bySubject = (subject: string): Thing | undefined => {
  const [, sha] = /^change\/.+\/([0-9a-f]{40}|[0-9a-f]{64})$/u.exec(subject) ?? []
  if (sha !== undefined) return { by: 'commit', name: sha }
  if (CHANGE.test(subject)) return { by: 'change', name: subject }
  if (INCIDENT.test(subject)) return { by: 'incident', name: subject }
  return undefined
}
