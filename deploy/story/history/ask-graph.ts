import type { Commit } from './commits.js'
import { isFix } from './commits.js'
import { spread } from './cases.js'
import type { Inquiry } from './inquiry.js'
import type { Judged } from './ask-risks.js'
import { isCode } from './truth.js'

const ASKED = 40
const TOP = 5
const OWNERS = 3
const HOTSPOTS = 10
/** A commit of more files says little of what belongs together. */
const MOST_FILES = 12

/** Asks leitstand for what semantah knew at a place of the log; undefined where it knew nothing of it. */
const askAt = async <Found>({ voice }: Inquiry, path: string): Promise<Found | undefined> =>
  voice.ask<Found>('LEITSTAND', `/api/graph/${path}`).catch((error: unknown) => {
    if (/answers 404/.test(String(error))) return undefined
    throw error
  })

/** Place of the log before a commit arrived. */
const placeBefore = async ({ voice, history }: Inquiry, commit: Commit): Promise<number> => {
  const [event] = await voice.events('change.recorded.v1', history.subject(commit))
  if (event === undefined) throw new Error(`${commit.sha} is not in the log`)
  return event.position - 1
}

const countsOf = (commits: readonly Commit[], keys: (commit: Commit) => readonly string[]): string[] => {
  const counts = new Map<string, number>()
  for (const commit of commits) for (const key of keys(commit)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key)
}

/** What usually changes with a file: one file of a later commit is shown, and another one of it is to be named. */
export const askCompanions = async (inquiry: Inquiry): Promise<void> => {
  const { history } = inquiry
  inquiry.ask(
    'companions',
    'What usually changes with a file? One file of a later commit is shown, another one of it is to be named',
  )
  const half = Math.floor(history.commits.length / 2)
  const seen = new Set(history.commits.slice(0, half).flatMap(({ files }) => files))
  const fitting = history.commits
    .slice(half)
    .map((commit) => ({ commit, files: commit.files.filter((file) => seen.has(file)) }))
    .filter(({ commit, files }) => files.length >= 2 && commit.files.length <= MOST_FILES)
  let [right, guessed] = [0, 0]
  const asked = spread(fitting, ASKED)
  for (const { commit, files } of asked) {
    const [shown, hidden] = [files[0]!, files[1]!]
    const file = encodeURIComponent(`file/${history.name}/${shown}`)
    const found = await askAt<{
      partners: { file: { id: string }; support: number; confidence: number; events: string[] }[]
    }>(inquiry, `cochanges?file=${file}&limit=${TOP}&at=${await placeBefore(inquiry, commit)}`)
    const at = found?.partners.findIndex((partner) => partner.file.id === `file/${history.name}/${hidden}`) ?? -1
    if (at >= 0) right++
    const earlier = history.commits.slice(0, history.commits.indexOf(commit))
    if (
      countsOf(earlier, ({ files: all }) => all)
        .filter((name) => name !== shown)
        .slice(0, TOP)
        .includes(hidden)
    )
      guessed++
    const named = found?.partners[Math.max(0, at)]
    if (named)
      await inquiry.claim(
        'companions',
        `${commit.sha.slice(0, 10)}, of ${shown}: ${at >= 0 ? `${hidden} is named as number ${at + 1}, together ${named.support} times` : `${hidden} is not named`}`,
        { id: named.events[0]! },
        named.events.slice(1),
      )
  }
  inquiry.conclude({ asked: asked.length, right, guess: 'the five files that change most', guessed })
}

/** Who owns the area of a change: its author is to be among the first three. Newcomers are nobody's guess and are left out. */
export const askOwners = async (inquiry: Inquiry, judged: readonly Judged[]): Promise<void> => {
  const { history } = inquiry
  inquiry.ask(
    'owners',
    'Who owns the area of a change? Asked before it came; its author is to be among the first three',
  )
  const areas = new Map(judged.map(({ assessment }) => [assessment.sha, assessment.areas?.[0]]))
  const authors = new Set<string>()
  const fitting: Commit[] = []
  let newcomers = 0
  for (const commit of history.commits) {
    if (areas.get(commit.sha) !== undefined && commit.parents.length === 1) {
      if (authors.has(commit.author)) fitting.push(commit)
      else newcomers++
    }
    authors.add(commit.author)
  }
  let [right, guessed] = [0, 0]
  const asked = spread(fitting, ASKED)
  for (const commit of asked) {
    const area = areas.get(commit.sha)!
    const about = encodeURIComponent(`area/${history.name}/${area}`)
    const found = await askAt<{
      owners: { person: { id: string; title?: string }; share: number; events: string[] }[]
    }>(inquiry, `owners?about=${about}&limit=${OWNERS}&at=${await placeBefore(inquiry, commit)}`)
    const at = found?.owners.findIndex(({ person }) => person.id === `person/${commit.author}`) ?? -1
    if (at >= 0) right++
    const earlier = history.commits.slice(0, history.commits.indexOf(commit))
    if (
      countsOf(earlier, ({ author }) => [author])
        .slice(0, OWNERS)
        .includes(commit.author)
    )
      guessed++
    const named = found?.owners[Math.max(0, at)]
    if (named)
      await inquiry.claim(
        'owners',
        `${commit.sha.slice(0, 10)}, area ${area}: its author is ${at >= 0 ? `owner ${at + 1} with ${Math.round(named.share * 100)} %` : 'not among the owners'}`,
        { id: named.events[0]! },
        named.events.slice(1),
      )
  }
  if (newcomers > 0) inquiry.say(`${newcomers} changes came from somebody who had made none before`)
  inquiry.conclude({ asked: asked.length, right, guess: 'the three who changed most anywhere', guessed })
}

/** Where it will hurt: the hotspots at three fifths of the history, and the files that later fixes touched. */
export const askHotspots = async (inquiry: Inquiry): Promise<void> => {
  const { history } = inquiry
  inquiry.ask(
    'hotspots',
    `Where does it hurt? The ${HOTSPOTS} hotspots at three fifths of the history, and the files of the fixes after it`,
  )
  const split = Math.floor(history.commits.length * 0.6)
  const earlier = history.commits.slice(0, split)
  const at = await placeBefore(inquiry, history.commits[split]!)
  const repository = encodeURIComponent(history.name)
  const found = await askAt<{
    hotspots: { file: { id: string }; score: number; changes: number; trouble: number; events: string[] }[]
  }>(inquiry, `hotspots?repository=${repository}&limit=${HOTSPOTS}&at=${at}`)
  const hot = found?.hotspots ?? []
  for (const { file, changes, trouble, events } of hot) {
    const path = file.id.slice(`file/${history.name}/`.length)
    const later = history.commits.slice(split).filter((commit) => isFix(commit) && commit.files.includes(path)).length
    const says = `${path}: ${changes} changes, known trouble: ${trouble}; fixes after it: ${later}`
    const [event] = events.length > 0 ? [{ id: events[0]! }] : await lastOf(inquiry, earlier, path)
    if (event) await inquiry.claim('hotspots', says, event, events.slice(1))
  }
  const seen = new Set(earlier.flatMap(({ files }) => files))
  const fixes = history.commits
    .slice(split)
    .filter((one) => isFix(one) && one.files.some((file) => isCode(file) && seen.has(file)))
  const names = new Set(hot.map(({ file }) => file.id.slice(`file/${history.name}/`.length)))
  const churned = new Set(countsOf(earlier, ({ files }) => files).slice(0, HOTSPOTS))
  const touching = (paths: ReadonlySet<string>): number =>
    fixes.filter(({ files }) => files.some((file) => paths.has(file))).length
  inquiry.conclude({
    asked: fixes.length,
    right: touching(names),
    guess: `the ${HOTSPOTS} files that change most`,
    guessed: touching(churned),
  })
}

const lastOf = ({ voice, history }: Inquiry, commits: readonly Commit[], path: string) => {
  const last = commits.findLast(({ files }) => files.includes(path))
  return last ? voice.events('change.recorded.v1', history.subject(last)) : Promise.resolve([])
}
