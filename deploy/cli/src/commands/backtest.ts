import { clientOf } from '../context.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { meshApi } from '../job/mesh-api.js'
import { type Backtest, describeBacktest } from '../output/describe-backtest.js'
import { findRepository } from './risk.js'

/** Bad changes that are looked back on where no number is given, and at most. */
const DEFAULT_LAST = 100
const MOST = 1000

/** `heimgewebe backtest <repo>`: of the last bad changes, how many would have been flagged, next to lines added. */
export const backtest = async (context: Context, repo: string, { last }: { last?: string }): Promise<number> => {
  const { terminal, json } = context
  const count = last === undefined ? DEFAULT_LAST : Number(last)
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new Failure(`"${last ?? ''}" is no number of changes`, EXIT.usage, `Give a whole number from 1 to ${MOST}.`)
  const { repository } = await findRepository(await meshApi(context), repo)
  const sichter = await clientOf(context, 'sichter')
  const found = await sichter.get<Backtest>('/evaluation', { repository, last: count })
  if (json) terminal.json({ ...found, repository })
  else for (const sentence of describeBacktest(found)) terminal.print(sentence)
  return EXIT.fine
}
