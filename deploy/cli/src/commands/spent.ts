import { clientOf, type Context } from '../context.js'
import { EXIT } from '../failure.js'
import { table } from '../output/format.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe spent`. */
export interface SpentOptions {
  /** Days back from today, at most 366. */
  readonly days?: number
}

interface Taken {
  readonly texts: number
  readonly tokens: number
  readonly usd: number
}

/** What heimgeist answers. */
interface Spent {
  readonly today: Taken
  readonly budget: Taken
  readonly resting: readonly string[]
  readonly days: readonly (Taken & {
    readonly day: string
    readonly use: string
    readonly written: number
    readonly calls: number
  })[]
}

/** `heimgewebe spent`: what language models were asked for and what it cost, by day and use; exit code 1 when today's budget is gone. */
export const spent = async (context: Context, { days = 30 }: SpentOptions): Promise<number> => {
  const { terminal, json } = context
  const known = await (await clientOf(context, 'heimgeist')).get<Spent>('/texts/spent', { days })
  const { today, budget, resting } = known
  const isGone = today.usd >= budget.usd || today.tokens >= budget.tokens || today.texts >= budget.texts
  if (json) terminal.json(known)
  else {
    terminal.print(
      `today ${usd(today.usd)} of ${usd(budget.usd)}, ${many(today.tokens)} of ${many(budget.tokens)} tokens, ${today.texts} of ${budget.texts} texts${isGone ? ': no model is asked any more' : ''}`,
    )
    for (const name of resting) terminal.print(`${harmless(name)} failed too often and is left alone for a while`)
    if (known.days.length === 0) terminal.print(`no model was asked for anything in ${days} days`)
    else
      for (const line of table([
        ['day', 'for', 'texts', 'written', 'calls', 'tokens', 'cost'],
        ...known.days.map((one) => [
          one.day,
          one.use.replaceAll('_', ' '),
          String(one.texts),
          String(one.written),
          String(one.calls),
          many(one.tokens),
          usd(one.usd),
        ]),
      ]))
        terminal.print(line)
  }
  return isGone && budget.texts > 0 && today.texts > 0 ? EXIT.findings : EXIT.fine
}

const usd = (value: number): string => `$${value.toFixed(value < 1 ? 4 : 2)}`
const many = (value: number): string => value.toLocaleString('en-US')
