import type { JudgedChange } from '../job/riskiest.js'
import { shorten, wrap } from './format.js'
import { harmless } from './terminal.js'
import type { Terminal, Tone } from './terminal.js'

const TONES: Readonly<Record<string, Tone>> = { high: 'bad', medium: 'warn', low: 'good' }

/** What is added to the baseline where the score claims no more than it. */
const CLAIMS: Readonly<Record<string, string>> = { none: ', no signal yet', baseline: ', no signal beyond it' }

/** One sentence where nothing that was learned speaks: a number that only restates the size must not look like more. */
const honesty = (changes: readonly JudgedChange[]): string | undefined => {
  const signals = new Set(changes.map(({ risk }) => risk.signal))
  if (signals.has('learned') || changes.length === 0) return undefined
  return signals.has('baseline')
    ? "No signal beyond size: on this repository's past nothing that was learned beats lines added, so the order is that of size. The facts below are true all the same."
    : 'No signal yet: too few changes of this repository are known to have been fixed or reverted.'
}

/** Prints judged changes with their reasons; the baseline stands beside each. */
export const printRisks = (terminal: Terminal, changes: readonly JudgedChange[]): void => {
  const note = honesty(changes)
  if (note !== undefined)
    for (const line of wrap(note, terminal.width - 1)) terminal.print(terminal.tint('dim', ` ${line}`))
  for (const change of changes) {
    const { percentile, probability, level, raised_by, signal, reasons, factors, baseline } = change.risk
    const percent = terminal.tint(TONES[level] ?? 'dim', `${Math.floor(percentile)} %`.padStart(5))
    terminal.print(`${percent}  ${terminal.tint('strong', shorten(harmless(change.title), terminal.width - 7))}`)
    const who = [
      nameOf(change.subject),
      change.author,
      change.changed_at.slice(0, 10),
      change.state === 'open' ? 'open' : '',
    ]
    const beside = `${baseline.name.replaceAll('_', ' ')} alone: ${Math.floor(baseline.percentile)} %${CLAIMS[signal] ?? ''}`
    const chance =
      signal === 'learned' && probability !== null ? `${Math.round(probability * 100)} % chance of a later fix` : ''
    const raised = raised_by === undefined ? '' : `${level} by its ${raised_by}`
    const about = harmless([...who, raised, chance, beside].filter(Boolean).join(' · '))
    for (const line of wrap(about, terminal.width - 7)) terminal.print(`       ${terminal.tint('dim', line)}`)
    for (const { text, adds } of reasons) {
      const weighed = adds === undefined ? text : `${text} (${oddsOf(adds)})`
      const [first = '', ...more] = wrap(harmless(weighed), terminal.width - 9)
      terminal.print(`       • ${first}`)
      for (const line of more) terminal.print(`         ${line}`)
    }
    for (const text of adviceOf(change)) {
      const [first = '', ...more] = wrap(harmless(`recommended: ${text}`), terminal.width - 9)
      terminal.print(`       → ${first}`)
      for (const line of more) terminal.print(`         ${line}`)
    }
    // Where the order is that of size, what the facts would make of it only confuses.
    if (signal === 'learned' && factors !== undefined && factors.of.length > 1)
      for (const line of wrap(weighing(factors), terminal.width - 7))
        terminal.print(`       ${terminal.tint('dim', line)}`)
  }
}

/** What was recommended for a change, the first first. */
export const adviceOf = ({ advice = [] }: Pick<JudgedChange, 'advice'>): string[] =>
  advice.flatMap(({ detail }) => detail.text ?? []).reverse()

/** What each fact does to the odds, those too that speak for the change and are no reasons, and all of them together. */
const weighing = ({ of, total }: NonNullable<JudgedChange['risk']['factors']>): string => {
  const parts = of.map(({ kind, adds }) => `${harmless(kind).replaceAll('-', ' ')} × ${timesOf(adds)}`)
  return `facts alone: ${parts.join(', ')}; together ${oddsOf(total)}`
}

/** What a fact does to the odds, for people: 0.69 in log-odds is twice as likely to go wrong. */
export const oddsOf = (adds: number): string => `odds × ${timesOf(adds)}`

const timesOf = (adds: number): string => `${Math.exp(Math.min(adds, 6)).toFixed(1)}${adds > 6 ? ' or more' : ''}`

/** Short name of a change: a commit's first digits, a request's number, a branch's name. */
export const nameOf = (subject: string): string => {
  const last = subject.slice(subject.lastIndexOf('/') + 1)
  if (subject.startsWith('change/')) return last.slice(0, 10)
  return subject.startsWith('pr/') ? `#${last}` : last
}
