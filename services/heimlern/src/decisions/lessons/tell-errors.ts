import { type Draft, draft } from '@heimgewebe/contracts'
import type { Errors } from './know-error.js'
import { ENOUGH, type ErrorKnown, MOST, type Note, type Pattern, type Repair, isNews, lowerBound } from './lesson.js'
import { type Voices, weighVoices } from './voices.js'

/** Patterns as events, and as they are remembered. */
export interface ToldPatterns {
  readonly drafts: Draft<'pattern.learned.v1'>[]
  readonly notes: Note[]
}

/** What is claimed of an error; the rest of the pattern follows from it. */
interface Claim {
  readonly key: string
  readonly kind: Pattern['kind']
  readonly name: string
  readonly statement: string
  readonly cases: readonly { readonly subject: string; readonly events: readonly string[] }[]
  readonly support: number
  readonly against: number
  readonly paths?: readonly string[]
}

/** Tells what the errors of one event have come to: that they come back, waver, and what mends them. */
export const tellErrors = (repository: string, errors: Errors, voices: ReadonlyMap<string, Voices>): ToldPatterns => {
  const told: ToldPatterns = { drafts: [], notes: [] }
  for (const error of errors.changes()) {
    let after = error
    for (const claim of claimsOf(error)) {
      const last = error.told[claim.key]
      if ((last === undefined && claim.support < ENOUGH) || !isNews(last, claim.support, claim.against)) continue
      const version = (last?.version ?? 0) + 1
      const data = weighVoices(patternOf(repository, error, claim, version), voices.get(claim.key))
      told.drafts.push(tellPattern(data))
      told.notes.push({ shelf: 'pattern', key: claim.key, value: data })
      after = {
        ...after,
        told: { ...after.told, [claim.key]: { version, support: claim.support, against: claim.against } },
      }
    }
    errors.put(after)
  }
  return told
}

/** A pattern as an event. */
export const tellPattern = (data: Pattern): Draft<'pattern.learned.v1'> =>
  draft('pattern.learned.v1', { subject: `pattern/${data.repository}/${data.pattern}`, data })

/** Kinds of change after which an error was gone, those that held most often first. */
export const repairsByKind = ({ repairs, tries }: ErrorKnown) => {
  const kinds = [...new Set(repairs.map(({ kind }) => kind))].filter((kind) => kind !== '')
  return kinds
    .map((kind) => {
      const all = repairs.filter((repair) => repair.kind === kind)
      const held = bySubject(all.filter((repair) => repair.held))
      return { kind, held, against: all.length - all.filter((repair) => repair.held).length + (tries[kind] ?? 0) }
    })
    .sort((a, b) => b.held.length - a.held.length || a.against - b.against)
}

/** Identities of the patterns that say what mends an error, or the errors of a family. */
export const fixesOf = (error: ErrorKnown): string[] =>
  repairsByKind(error).flatMap(({ kind }) => [error.fingerprint, ...error.members].map((one) => fixOf(one, kind)))

/** Whether people reject a kind of change as a repair: of the error or family itself, or of every error of the family. */
export const isRejected = (
  { fingerprint, members }: ErrorKnown,
  kind: string,
  isDenied: (pattern: string) => boolean,
): boolean =>
  isDenied(fixOf(fingerprint, kind)) || (members.length > 0 && members.every((one) => isDenied(fixOf(one, kind))))

const fixOf = (fingerprint: string, kind: string): string => `fix-${fingerprint}-${slug(kind)}`

const bySubject = (repairs: readonly Repair[]): Repair[] =>
  [...new Map([...repairs].reverse().map((repair) => [repair.subject, repair])).values()].reverse()

const claimsOf = (error: ErrorKnown): Claim[] => {
  const isFamily = error.fingerprint.startsWith('f1-')
  const id = error.fingerprint
  const fixes = repairsByKind(error).map(({ kind, held, against }) => ({
    key: fixOf(id, kind),
    kind: 'fix' as const,
    name: `${isFamily ? error.type || error.template : error.template}: ${kind}`,
    statement: `${quote(error)} was solved ${times(held.length)} like this: a change of ${kind}${filesOf(held)}${against > 0 ? `; ${times(against)} that did not help` : ''}.`,
    cases: held.map(({ subject, events }) => ({ subject, events })),
    support: held.length,
    against,
    paths: shared(held),
  }))
  // A family says more than its errors only where several of them are in it.
  if (isFamily) return error.members.length > 1 ? fixes : []
  return [
    {
      key: `error-${id}`,
      kind: 'error',
      name: error.template,
      statement: `${quote(error)} came up in ${error.count} changes, runs and incidents.`,
      cases: error.seen.map(({ subject, event }) => ({ subject, events: [event] })),
      support: error.count,
      against: 0,
    },
    {
      key: `flaky-${id}`,
      kind: 'flaky',
      name: error.template,
      statement: `${quote(error)} came and went on the same commit ${times(error.flaky.length)}: nothing was changed in between.`,
      cases: error.flaky,
      support: error.flaky.length,
      against: 0,
    },
    ...fixes,
    ...paths(error),
  ]
}

/** Orders of steps of which the last one mended it: the order is the lesson, so it needs two. */
const paths = (error: ErrorKnown): Claim[] => {
  const long = error.repairs.filter(({ steps }) => steps.length > 1)
  return [...new Set(long.map(({ steps }) => steps.join(', then ')))].map((order) => {
    const all = long.filter(({ steps }) => steps.join(', then ') === order)
    const held = bySubject(all.filter((repair) => repair.held))
    return {
      key: `path-${error.fingerprint}-${slug(order)}`,
      kind: 'success_path',
      name: order,
      statement: `${quote(error)} was solved ${times(held.length)} in this order: ${order}.`,
      cases: held.map(({ subject, events }) => ({ subject, events })),
      support: held.length,
      against: all.length - held.length,
    }
  })
}

const patternOf = (repository: string, error: ErrorKnown, claim: Claim, version: number): Pattern => ({
  repository,
  pattern: claim.key,
  name: claim.name.slice(0, 200).toWellFormed(),
  kind: claim.kind,
  version,
  state: claim.support >= ENOUGH ? 'learned' : 'retired',
  statement: claim.statement.slice(0, 1000).toWellFormed(),
  fingerprint: error.fingerprint,
  ...(claim.paths && claim.paths.length > 0 ? { paths: [...claim.paths] } : {}),
  cases: claim.cases.slice(0, MOST).map(({ subject, events }) => ({ subject, events: events.slice(0, MOST) })),
  support: claim.support,
  counter_cases: claim.against,
  confidence: lowerBound(claim.support, claim.support + claim.against),
})

const quote = ({ template }: ErrorKnown): string => `“${template}”`
const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : n === 3 ? 'three times' : `${n} times`)
const filesOf = (repairs: readonly Repair[]): string => {
  const files = shared(repairs)
  return files.length === 0 ? '' : ` (${files.join(', ')})`
}

/** Files that at least two of three repairs touched. */
const shared = (repairs: readonly Repair[]): string[] => {
  const counts = new Map<string, number>()
  for (const { paths: files } of repairs) for (const file of files) counts.set(file, (counts.get(file) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => repairs.length > 0 && count * 3 >= repairs.length * 2)
    .map(([file]) => file)
    .slice(0, 5)
}

/** A short name for a key. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
