import { type Backtest, describeBacktest } from '../../cli/src/output/describe-backtest.js'
import type { Inquiry } from './inquiry.js'

/** Latest judgements that sichter tells at once. */
const MOST = 1000
const SHOWN = 10
/** Later commits in which a file that was missed may follow. */
const SOON = 10

/** A judgement with what became of its change. */
export interface Judged {
  readonly assessment: {
    readonly change: string
    readonly sha: string
    readonly title?: string
    readonly percentile: number
    readonly signal: string
    readonly areas?: readonly string[]
    readonly reasons: readonly { readonly kind: string; readonly text: string; readonly events: readonly string[] }[]
    readonly baseline: { readonly value: number }
  }
  readonly outcome: { readonly by: string; readonly event: string | null } | null
}

/** The judgements of the later half, a thousand at most, newest first, and how sichter says it has done. */
export const readJudgements = async ({
  voice,
  history,
}: Inquiry): Promise<{ readonly judged: readonly Judged[]; readonly backtest: Backtest }> => {
  const repository = encodeURIComponent(history.name)
  const limit = Math.min(MOST, Math.max(1, Math.floor(history.commits.length / 2)))
  const backtest = await voice.ask<Backtest>('SICHTER', `/evaluation?repository=${repository}`)
  const { risks } = await voice.ask<{ risks: Judged[] }>(
    'SICHTER',
    `/risks?repository=${repository}&order=recent&limit=${limit}`,
  )
  const counts = ({ outcome }: Judged): boolean =>
    outcome !== null && (outcome.by !== 'blame' || backtest.so_far.trusts_blame)
  // Where fixes name what they fix, the lines that they replace are no outcome.
  return { judged: risks.map((one) => (counts(one) ? one : { ...one, outcome: null })), backtest }
}

/** Which of the later changes were judged the riskiest, and what became of them. The guess: those that add most lines. */
export const askRisks = async (inquiry: Inquiry, judged: readonly Judged[]): Promise<void> => {
  const { voice } = inquiry
  inquiry.ask(
    'risks',
    `Which of the last ${judged.length} changes are the riskiest, each judged when it arrived; and what became of them?`,
  )
  const most = Math.max(1, Math.floor(judged.length / 10))
  const bad = judged.filter(({ outcome }) => outcome !== null).length
  const top = judged.toSorted((a, b) => b.assessment.percentile - a.assessment.percentile).slice(0, most)
  const largest = judged.toSorted((a, b) => b.assessment.baseline.value - a.assessment.baseline.value).slice(0, most)
  for (const { assessment, outcome } of top.slice(0, SHOWN)) {
    const { change, sha, title = '', percentile, signal, reasons } = assessment
    const event = (await voice.events('risk.assessed.v1', change)).at(-1)
    if (event === undefined) continue
    const became =
      outcome === null
        ? 'nothing more is known of it'
        : outcome.by === 'blame'
          ? 'a fix replaced its lines'
          : `mended later (${outcome.by})`
    const why = reasons[0] ? `; ${reasons[0].text}` : ''
    const evidence = [...(outcome?.event ? [outcome.event] : []), ...(reasons[0]?.events ?? []).slice(0, 3)]
    await inquiry.claim(
      'risk',
      `${percentile.toFixed(1)} % ${sha.slice(0, 10)} ${title}: ${became} (${signal}${why})`,
      event,
      evidence,
    )
  }
  const byLot = Math.round((top.length * bad * 10) / Math.max(1, judged.length)) / 10
  inquiry.say(
    `of all ${judged.length}, ${bad} were mended later as far as the log knows: drawn by lot, ${top.length} would hold ${byLot}`,
  )
  const known = (list: readonly Judged[]): number => list.filter(({ outcome }) => outcome !== null).length
  inquiry.conclude({
    asked: bad === 0 ? 0 : top.length,
    right: known(top),
    guess: 'by lines added alone',
    guessed: known(largest),
  })
}

/** The files that sichter missed in later changes. The guess: the same file in any ten changes. */
export const askMissing = async (inquiry: Inquiry, judged: readonly Judged[]): Promise<void> => {
  const { voice, history } = inquiry
  inquiry.ask(
    'missing',
    'Which file was forgotten: did the file that a judgement missed follow in the next ten changes?',
  )
  const changes = history.commits.filter(({ parents }) => parents.length < 2)
  const order = new Map(changes.map(({ sha }, index) => [sha, index]))
  const follows = (path: string, index: number): boolean =>
    changes.slice(index + 1, index + 1 + SOON).some(({ files }) => files.includes(path))
  let [asked, right, guessed] = [0, 0, 0]
  for (const { assessment } of judged) {
    const reason = assessment.reasons.find(({ kind }) => kind === 'companion-missing')
    const path = /usually changes with (.+) \(\d+ of/.exec(reason?.text ?? '')?.[1]
    const index = order.get(assessment.sha)
    // The last ones have had no time yet.
    if (
      reason === undefined ||
      path === undefined ||
      path.startsWith('…') ||
      index === undefined ||
      index + SOON >= changes.length
    )
      continue
    asked++
    const found = follows(path, index)
    if (found) right++
    const from = Math.floor(changes.length / 2)
    const tried = Array.from({ length: changes.length - SOON - from }, (_, n) => from + n)
    guessed += tried.filter((at) => follows(path, at)).length / Math.max(1, tried.length)
    const event = (await voice.events('risk.assessed.v1', assessment.change)).at(-1)
    if (event && asked <= 5)
      await inquiry.claim(
        'missing',
        `${assessment.sha.slice(0, 10)}: ${reason.text}; ${found ? 'it followed' : 'it did not follow'}`,
        event,
        reason.events,
      )
  }
  inquiry.conclude({ asked, right, guess: 'the same file in any ten changes in a row', guessed })
}

/** How sichter itself says it has done. */
export const askBacktest = (inquiry: Inquiry, backtest: Backtest): void => {
  inquiry.ask('back-test', 'How good was the judgement on this repository, by its own back-test?')
  const [first = '', ...others] = describeBacktest(backtest)
  for (const sentence of others) inquiry.say(sentence)
  inquiry.conclude(first)
}
