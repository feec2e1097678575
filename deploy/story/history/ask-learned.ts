import type { MeshEvent } from '@heimgewebe/contracts'
import { type Commit, isFix } from './commits.js'
import type { Inquiry } from './inquiry.js'

const CLUSTERS = 10
/** Members whose events are named. */
const NAMED = 4
/** How much more often members must share a file than any two changes. */
const MORE = 2

interface Cluster {
  readonly label: string
  readonly subjects: readonly string[]
}

/** Whether there are groups of changes that are alike. Right: its members share a file twice as often as any two changes. */
export const askClusters = async (inquiry: Inquiry): Promise<void> => {
  const { history, voice } = inquiry
  inquiry.ask(
    'clusters',
    'Are there clusters of like fixes? The groups of changes that are alike by their words; do they touch the same files?',
  )
  const repository = encodeURIComponent(history.name)
  const { clusters, documents } = await voice.ask<{ clusters: Cluster[]; documents: number }>(
    'LEITSTAND',
    `/api/clusters?type=change&repository=${repository}&limit=${CLUSTERS}`,
  )
  const bySubject = new Map(history.commits.map((commit) => [history.subject(commit), commit]))
  const looked = history.commits.filter(({ files }) => files.length > 0).slice(-documents)
  const usual = sharing(looked)
  let [asked, right, guessed, ofFixes] = [0, 0, 0, 0]
  for (const { label, subjects } of clusters) {
    const members = subjects.flatMap((subject) => bySubject.get(subject) ?? []).filter(({ files }) => files.length > 0)
    if (members.length < 2) continue
    asked++
    const fixes = members.filter(isFix).length
    if (fixes * 2 >= members.length) ofFixes++
    if (sharing(members) > MORE * usual) right++
    const from = Math.floor((asked / (clusters.length + 1)) * Math.max(0, looked.length - members.length))
    if (sharing(looked.slice(from, from + members.length)) > MORE * usual) guessed++
    const events = await Promise.all(
      members.slice(0, NAMED).map((member) => voice.events('change.recorded.v1', history.subject(member))),
    )
    const [first, ...others] = events.flat()
    if (first)
      await inquiry.claim(
        'clusters',
        `${label}: ${members.length} changes, ${fixes} of them fixes; ${percent(sharing(members))} of their pairs share a file, of any two ${percent(usual)}`,
        first,
        others.map(({ id }) => id),
      )
  }
  if (asked > 0) inquiry.say(`${ofFixes} of ${asked} clusters are mostly fixes; ${documents} changes were looked at`)
  inquiry.conclude({ asked, right, guess: 'as many changes in a row', guessed })
}

/** Share of the pairs that touch a common file. */
const sharing = (commits: readonly Commit[]): number => {
  let [pairs, shared] = [0, 0]
  const sets = commits.map(({ files }) => new Set(files))
  for (let one = 0; one < sets.length; one++)
    for (let other = 0; other < one; other++) {
      pairs++
      if (commits[other]!.files.some((file) => sets[one]!.has(file))) shared++
    }
  return pairs === 0 ? 0 : shared / pairs
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Whether heimlern found something at least three times. */
export const askPatterns = async (inquiry: Inquiry): Promise<void> => {
  const { history, voice } = inquiry
  inquiry.ask('patterns', 'Was the same thing found at least three times?')
  const outcomes = (await voice.events('outcome.recorded.v1')).filter(({ data }) => data.repository === history.name)
  const latest = latestOf(await voice.events('pattern.learned.v1'), history.name, ({ data }) => data.pattern)
  for (const pattern of latest) {
    const { name, support, counter_cases: counter, state, statement, cases } = pattern.data
    const says = `${name}, ${support} cases, ${counter} others, ${state}: ${statement}`
    await inquiry.claim('patterns', says, pattern, cases.flatMap(({ events }) => events).slice(0, 10))
  }
  const kinds = Map.groupBy(outcomes, ({ data }) => data.kind)
  const told = [...kinds].map(([kind, list]) => `${list.length} ${kind}`).join(', ')
  inquiry.conclude(
    latest.length > 0
      ? `${latest.length} patterns, from the outcomes that the log knows: ${told}`
      : `no signal: no pattern. The log knows ${told || 'no outcomes'}; a pattern needs three independent cases that went wrong more often than the rest`,
  )
}

/** Which rules were proposed, with the proof that they came with. */
export const askRules = async (inquiry: Inquiry): Promise<void> => {
  const { history, voice } = inquiry
  inquiry.ask(
    'rules',
    'Which policies, runbooks, checklists and lint rules were proposed, and how do they fare on the past?',
  )
  const proposed = latestOf(await voice.events('rule.proposed.v1'), history.name, ({ data }) => data.rule)
  let [asked, right, alarms] = [0, 0, 0]
  for (const rule of proposed) {
    const { kind, name, proof, events } = rule.data
    asked += proof.fires_on.length + proof.false_alarms
    right += proof.fires_on.length
    alarms += proof.false_alarms
    const says = `${kind} ${name}: fires on ${proof.fires_on.length} bad changes, misses ${proof.misses}, silent on ${proof.silent_on} good ones, false alarms ${proof.false_alarms}`
    await inquiry.claim('rules', says, rule, events)
  }
  const mined = (await voice.events('mining.finished.v1')).filter(({ data }) => data.repository === history.name)
  const last = mined.at(-1)
  if (last) {
    const { reason, cases_read: cases, good_read: good, refused } = last.data
    await inquiry.claim(
      'mining',
      `lint rules: ${reason}; ${cases} bad and ${good} good changes read, ${refused.length} constructs refused`,
      last,
    )
  }
  inquiry.conclude(
    proposed.length === 0
      ? `no signal: nothing was proposed${last ? '' : '; three repairs that name what they repair are needed before code is compared'}`
      : `${proposed.length} proposed; they would have fired ${asked} times on the past, right ${right} times, in vain ${alarms} times`,
  )
}

/** The newest of each, oldest first. */
const latestOf = <T extends 'pattern.learned.v1' | 'rule.proposed.v1'>(
  events: readonly MeshEvent<T>[],
  repository: string,
  key: (event: MeshEvent<T>) => string,
): MeshEvent<T>[] => [
  ...new Map(
    events
      .filter(({ data }) => (data as { repository: string }).repository === repository)
      .map((event) => [key(event), event]),
  ).values(),
]
