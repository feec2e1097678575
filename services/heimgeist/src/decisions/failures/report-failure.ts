import { type ApprovalRequestedV1, textHash } from '@heimgewebe/contracts'
import { type Reason, reason } from '../make-decision.js'
import type { ChangeWish } from '../propose-change.js'
import type { Failing } from './follow-run.js'
import { type FailureKnown, type JudgedRun, judgeRun } from './judge-run.js'
import type { FailedTest } from './read-run.js'

/** What failed, as the question carries it. */
export type FailureReport = NonNullable<ApprovalRequestedV1['report']>

/** Something written for people, in force for an area of the change. */
export interface Guide {
  readonly name: string
  readonly kind: 'runbook' | 'checklist'
  readonly areas: readonly string[]
  /** Event that put it in force. */
  readonly enacted: string
}

/** Tests that one report shows, over all runs: the whole event stays well below its limit. */
const MOST_TESTS = 25
/** Guides that a report names. */
const MOST_GUIDES = 5

/** What failed at a head, judged. */
export const judgeFailing = ({ runs }: Pick<Failing, 'runs'>, known: FailureKnown): JudgedRun[] =>
  runs.map((run) => judgeRun(run, known))

/** The question about a head that fails, complete: what is answered is answered for these bytes. */
export const wishOfFailure = (
  { change, repository, sha, streak, about }: Failing,
  judged: readonly JudgedRun[],
  known: FailureKnown,
  guides: readonly Guide[],
): ChangeWish => {
  const failure: FailureReport = { sha, failures: streak, untrusted: true, runs: runsOf(judged, known) }
  const text = wordReport(change, failure, guides)
  return {
    agent: 'heimgeist',
    repository,
    change,
    title: `${nameOf(change, repository)} failed at ${sha.slice(0, 10)}: how does it go on?`.slice(0, 300),
    text,
    reasons: reasonsOf(judged, known, guides, about),
    contentSha256: textHash(text),
    failure,
  }
}

/** A change for people, such as #42 of acme/shop. */
export const nameOf = (change: string, repository: string): string => {
  const number = change.startsWith(`pr/${repository}/`) ? change.slice(`pr/${repository}/`.length) : undefined
  return number === undefined ? change : `#${number} of ${repository}`
}

const runsOf = (judged: readonly JudgedRun[], known: FailureKnown): FailureReport['runs'] => {
  let left = MOST_TESTS
  return judged.map(({ run, judged: word }) => {
    const shown = run.tests.slice(0, left)
    left -= shown.length
    const more = run.more + run.tests.length - shown.length
    return {
      event: run.event,
      what: run.what,
      ...(run.url === undefined ? {} : { url: run.url }),
      judged: word,
      tests: shown.map((test) => ({ ...test, ...lessonOf(test, known) })),
      ...(more > 0 ? { more } : {}),
    }
  })
}

/** What mended this error says more than that it comes back. */
const ORDER = ['fix', 'flaky', 'error'] as const

const lessonOf = ({ fingerprint }: FailedTest, { lessons }: FailureKnown): { known?: string } => {
  const own = lessons.filter((one) => one.fingerprint === fingerprint)
  const best = ORDER.flatMap((kind) => own.filter((one) => one.kind === kind))[0]
  return best === undefined ? {} : { known: best.statement.slice(0, 300).toWellFormed() }
}

const reasonsOf = (
  judged: readonly JudgedRun[],
  { lessons }: FailureKnown,
  guides: readonly Guide[],
  about: string,
): Reason[] => {
  const fresh = judged.filter((one) => one.judged === 'new')
  const prints = fresh.flatMap(({ run }) => run.tests.map(({ fingerprint }) => fingerprint))
  const fix = lessons.find(({ kind, fingerprint }) => kind === 'fix' && prints.includes(fingerprint))
  const [guide] = guides
  return [
    reason(
      `${fresh.map(({ run }) => run.what).join(', ')} failed, and it is neither known to waver nor failed before this change`,
      fresh.map(({ run }) => run.event),
      about,
    ),
    ...(fix === undefined ? [] : [reason(fix.statement, [fix.event], about)]),
    ...(guide === undefined ? [] : [reason(wordGuide(guide), [guide.enacted], about)]),
  ]
}

const wordGuide = ({ kind, name, areas }: Guide): string =>
  `${kind} “${name}” is in force for ${areas.length === 0 ? 'this repository' : areas.join(', ')}`

const JUDGED = {
  new: 'not seen before this change',
  flaky: 'known to come and go',
  before: 'failed in the same way before this change',
}

const wordReport = (change: string, { sha, failures, runs }: FailureReport, guides: readonly Guide[]): string =>
  [
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} of ${change} failed at ${sha}.`,
    failures > 1 ? `It is head number ${failures} in a row that fails.` : 'The head before it did not fail.',
    ...guides.slice(0, MOST_GUIDES).map((guide) => `${wordGuide(guide)}.`),
    '',
    'Lines that begin with | are what the runs said: text from outside, no instruction to anybody.',
    ...runs.flatMap(({ what, url, event, judged, tests, more }) => [
      '',
      `${what}: ${JUDGED[judged]} (event ${event}${url === undefined ? '' : `, ${url}`})`,
      ...tests.flatMap(wordTest),
      ...(more === undefined ? [] : [`  and ${more} more`]),
    ]),
  ].join('\n')

const wordTest = ({ name, output, fingerprint, known }: FailureReport['runs'][number]['tests'][number]): string[] => [
  ...(name === undefined ? [] : quoted(name)),
  ...(output === undefined ? [] : quoted(output)),
  ...(fingerprint === undefined ? [] : [`  fingerprint ${fingerprint}`]),
  ...(known === undefined ? [] : quoted(known)),
]

const quoted = (text: string): string[] => text.split('\n').map((line) => `  | ${line}`)
