import type { Claim } from '../tale.js'
import { withMesh } from '../with-mesh.js'
import { askCompanions, askHotspots, askOwners } from './ask-graph.js'
import { askClusters, askPatterns, askRules } from './ask-learned.js'
import { askBacktest, askMissing, askRisks, readJudgements } from './ask-risks.js'
import { askSuspects } from './ask-suspects.js'
import { type Case, findCases } from './cases.js'
import type { History } from './history.js'
import { type Answer, Inquiry } from './inquiry.js'
import { waitSettled, waitShown, watchHistory } from './show.js'

/** What came of the questions to one history. */
export interface Asked {
  readonly repository: string
  readonly commits: number
  readonly seconds: number
  readonly answers: readonly Answer[]
  readonly claims: readonly Claim[]
}

/** Asks a whole mesh, started for it and stopped after it, about each of these histories. `incidents`: how many at most are told of each. */
export const playHistories = (
  histories: readonly History[],
  incidents: number,
  print: (line: string) => void,
): Promise<Asked[]> =>
  withMesh(async (voice) => {
    const asked: Asked[] = []
    for (const history of histories) asked.push(await ask(new Inquiry(voice, history, print), incidents))
    return asked
  })

const ask = async (inquiry: Inquiry, incidents: number): Promise<Asked> => {
  const { history } = inquiry
  const begun = performance.now()
  const left = history.left > 0 ? `, the last of ${history.commits.length + history.left}` : ''
  inquiry.say(`${history.name}: ${history.commits.length} commits${left}`)
  const { cases, untold } = await findCases(history, incidents)
  await begin(inquiry, cases)
  await askSuspects(inquiry, cases, untold)
  const head = history.commits.at(-1)!.sha
  await history.show(head)
  await waitShown(inquiry, head)
  await waitSettled(inquiry)
  const { judged, backtest } = await readJudgements(inquiry)
  await askRisks(inquiry, judged)
  await askMissing(inquiry, judged)
  await askCompanions(inquiry)
  await askOwners(inquiry, judged)
  await askHotspots(inquiry)
  await askClusters(inquiry)
  await askPatterns(inquiry)
  await askRules(inquiry)
  askBacktest(inquiry, backtest)
  const seconds = (performance.now() - begun) / 1000
  return {
    repository: history.name,
    commits: history.commits.length,
    seconds: Math.round(seconds),
    answers: inquiry.answers,
    claims: inquiry.tale.claims,
  }
}

/** The mesh reads the history up to the first moment at which it is asked; nothing later is there to be read. */
const begin = async (inquiry: Inquiry, [first]: readonly Case[]): Promise<void> => {
  const { history } = inquiry
  const until = first?.before ?? history.commits.at(-1)!.sha
  await history.show(until)
  await watchHistory(inquiry)
  await waitShown(inquiry, until)
}

/** At the end: each question with what it came to. */
export const summaryOf = ({ repository, commits, seconds, answers }: Asked): string[] => [
  `\nWhat was asked of ${repository}, ${commits} commits, ${seconds} s`,
  ...answers.map(({ name, says }) => `  ${name.padEnd(12)}${says}`),
]
