import type { Entry } from './ledger.js'
import { NOT_APPLICABLE, PLANTS } from './planted/plants.js'
import { CAMPAIGNS } from './promises/index.js'

/** What the ledger says about one promise. */
export interface Sum {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly n: number
  readonly failures: number
  readonly runs: number
  readonly notRun: number
  /** Upper bound of the failure rate at 95 % when nothing failed: the rule of three. */
  readonly bound: number | undefined
  readonly faults: Readonly<Record<string, number>>
  readonly yes: number
  readonly from: string
  readonly to: string
}

/** Sums the ledger promise by promise; planted bugs are left out. */
export const sumUp = (entries: readonly Entry[]): Sum[] =>
  CAMPAIGNS.map(({ id, title, unit }) => {
    // Lines in another unit are from before the campaign was made anew: they stand in the ledger, and in no sum.
    const own = entries.filter((entry) => entry.promise === id && entry.unit === unit && entry.planted === undefined)
    const run = own.filter((entry) => entry.status !== 'not run')
    const n = run.reduce((sum, entry) => sum + entry.n, 0)
    const failures = run.filter((entry) => entry.status === 'broken').length
    const faults: Record<string, number> = {}
    for (const entry of run)
      for (const [kind, count] of Object.entries(entry.faults)) faults[kind] = (faults[kind] ?? 0) + count
    const days = run.map((entry) => entry.at.slice(0, 10)).sort()
    return {
      id,
      title,
      unit,
      n,
      failures,
      runs: run.length,
      notRun: own.length - run.length,
      bound: n > 0 && failures === 0 ? Math.min(1, 3 / n) : undefined,
      faults,
      yes: run.reduce((sum, entry) => sum + (entry.counts['yes'] ?? 0), 0),
      from: days[0] ?? '',
      to: days.at(-1) ?? '',
    }
  })

/** How often each planted bug was caught. */
export const plantedSum = (
  entries: readonly Entry[],
): { name: string; campaign: string; runs: number; caught: number }[] =>
  PLANTS.map(({ name, campaign, caughtBy }) => {
    const own = entries.filter((entry) => entry.planted === name && entry.status !== 'not run')
    const caught = own.filter((entry) => entry.verdicts.some((verdict) => !verdict.ok && caughtBy.test(verdict.id)))
    return { name, campaign, runs: own.length, caught: caught.length }
  })

const number = (value: number): string => value.toLocaleString('en-US')
const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`

/** The page about the campaigns, from the ledger alone. */
export const pageOf = (entries: readonly Entry[]): string => {
  const sums = sumUp(entries)
  const servers = [
    ...new Set(
      entries.map(
        ({ versions }) =>
          `PostgreSQL ${versions['postgres']}, nats-server ${versions['nats']}, Node ${versions['node']}`,
      ),
    ),
  ].filter((text) => !text.includes('PostgreSQL ,'))
  const sync = entries.find((entry) => entry.sync['fsync'] === 'on' && entry.planted === undefined)?.sync ?? {}
  const rows = sums.map(({ id, title, unit, n, failures, runs, notRun, bound, yes, from, to }) => {
    const when = from === to ? from : `${from} to ${to}`
    const said = n === 0 ? '**not run**' : `${number(n)} ${unit}`
    return `| ${id} | ${title} | ${said} | ${runs}${notRun > 0 ? ` (+${notRun} not run)` : ''} | ${number(yes)} | ${failures} | ${bound === undefined ? '–' : `≤ ${percent(bound)}`} | ${when} |`
  })
  const kinds = sums.flatMap(({ id, faults }) => {
    const text = Object.entries(faults)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => `${kind} ${number(count)}`)
    return text.length === 0 ? [] : [`- **${id}**: ${text.join(', ')}`]
  })
  const plants = plantedSum(entries).map(
    ({ name, campaign, runs, caught }) => `| ${name} | ${campaign} | ${caught} of ${runs} |`,
  )
  const absent = Object.entries(NOT_APPLICABLE).map(([name, why]) => `- ${name}: ${why}.`)
  const settings = Object.entries(sync).map(([name, value]) => `${name} ${value}`)
  return [
    `| promise | | tried | runs | answered yes | broken | bound (3/N) | when |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
    `Read from the servers: ${settings.join(', ')}. On ${servers.join('; ')}.`,
    `### Faults that landed\n\n${kinds.join('\n')}`,
    `### Planted bugs\n\nEach is a change of the sources, made while a copy is bundled; its campaign must turn red for the right reason.\n\n| bug | campaign | caught |\n| --- | --- | --- |\n${plants.join('\n')}`,
    `Without a place here:\n\n${absent.join('\n')}`,
  ].join('\n\n')
}
