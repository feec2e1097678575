import { draft } from '@heimgewebe/contracts'
import type { Commit } from './commits.js'
import type { Case } from './cases.js'
import type { Inquiry } from './inquiry.js'
import { isShown, waitShown } from './show.js'

/** Place up to which a suspect is looked at. */
const TOP = 5

/**
 * Tells the mesh of each trouble at the moment before its fix, when the log holds nothing of the fix or of anything later, and
 * looks whether the cause that the history tells of is among the first five suspects. The guess: the five changes before.
 */
export const askSuspects = async (inquiry: Inquiry, cases: readonly Case[], untold: number): Promise<void> => {
  const { history, voice } = inquiry
  inquiry.ask(
    'suspects',
    'Something is broken: which change was it? Asked before each fix, in the words of its message without what names the cause',
  )
  let [right, guessed, unsure, modest] = [0, 0, 0, 0]
  const shownBy = { named: 0, blamed: 0 }
  for (const [index, { fix, before, report, truth }] of cases.entries()) {
    await history.show(before)
    await waitShown(inquiry, before)
    if (await isShown(inquiry, fix.sha))
      throw new Error(`${fix.sha} is in the log already: the answer would know too much`)
    const at = new Date(fix.at * 1000).toISOString()
    const subject = `incident/${history.name}/${index + 1}`
    const data = { repository: history.name, ...report, severity: 'error', detected_at: at } as const
    await voice.tell(draft('incident.detected.v1', { subject, time: at, data }))
    const ranked = await voice.waitFor(
      `suspects of ${subject}`,
      async () => (await voice.events('suspects.ranked.v1', subject))[0],
    )
    const { answer, suspects, considered } = ranked.data
    const place = suspects.findIndex(({ sha }) => truth.culprits.includes(sha)) + 1
    const hit = place >= 1 && place <= TOP
    if (hit) right++
    if (latest(history.commits, before).some(({ sha }) => truth.culprits.includes(sha))) guessed++
    if (answer === 'unknown') unsure++
    if (answer === 'unknown' && hit) modest++
    shownBy[truth.by]++
    const cause = `${short(truth.culprits)}, ${truth.by === 'named' ? 'as the fix says' : 'whose lines the fix replaced'}`
    const found = place > 0 ? `suspect ${place} of ${considered}` : `not among ${suspects.length} suspects`
    const evidence = (suspects[place - 1] ?? suspects[0])?.reasons.flatMap(({ events }) => events)
    await inquiry.claim(
      'suspects',
      `${short([fix.sha])} "${fix.title}": it was ${cause}: ${found} (${answer})`,
      ranked,
      evidence,
    )
  }
  if (untold > 0)
    inquiry.say(`of ${untold} other fixes the history does not tell the cause, or their message no trouble`)
  if (cases.length > 0)
    inquiry.say(
      `causes named by the fix: ${shownBy.named}, found by the lines that it replaced: ${shownBy.blamed}; "unknown" was the answer ${unsure} times, and ${modest} of these had the cause among the first five all the same`,
    )
  inquiry.conclude({ asked: cases.length, right, guess: 'one of the last five changes', guessed })
}

/** The last changes before a moment, merges left out. */
const latest = (commits: readonly Commit[], head: string): readonly Commit[] => {
  const until = commits.findIndex(({ sha }) => sha === head) + 1
  return commits
    .slice(0, until)
    .filter(({ parents }) => parents.length < 2)
    .slice(-TOP)
}

const short = (shas: readonly string[]): string => shas.map((sha) => sha.slice(0, 10)).join(' or ')
