import { append } from '../client/event.js'
import type { Context } from '../context.js'
import { printRisks } from '../output/print-risks.js'
import type { StackStatus } from '../stack/status.js'
import { followImport } from './follow-import.js'
import { headOf, meshApi } from './mesh-api.js'
import type { RepositoryCard } from './mesh-api.js'
import { jobResult } from './result.js'
import { riskiestOf } from './riskiest.js'

/** What the main job is to read. */
export interface Job {
  /** Absolute path or clone URL. */
  readonly location: string
  /** True: the riskiest of all repositories are printed, not only of this one. */
  readonly everything: boolean
}

/** Asks for a repository, waits until it is judged, and prints the riskiest changes; `status` tells how the stack is at the end. */
export const runJob = async (
  context: Context,
  { location, everything }: Job,
  status: () => Promise<StackStatus>,
): Promise<RepositoryCard> => {
  const { terminal, json } = context
  const api = await meshApi(context)
  const begun = Date.now()
  await append(api.chronik, 'watch.requested.v1', 'watch/cli', { location })
  const card = await followImport(context, api, location)
  const ms = Date.now() - begun
  const { risky, resting } = await riskiestOf(api, everything ? undefined : card.repository)
  if (json) {
    terminal.json(jobResult(card, await headOf(api), ms, await status(), risky))
    return card
  }
  terminal.print()
  terminal.print(
    risky.length === 0
      ? 'Nothing to judge yet.'
      : terminal.tint('strong', `The riskiest open and recent changes${everything ? '' : ` of ${card.repository}`}`),
  )
  if (risky.length > 0) terminal.print(terminal.tint('dim', ' 98 %: riskier than 98 of 100 changes before it'))
  terminal.print()
  printRisks(terminal, risky)
  if (resting > 0)
    terminal.print(
      terminal.tint(
        'dim',
        ` left out: ${resting === 1 ? '1 branch' : `${resting} branches`} without a commit for 90 days`,
      ),
    )
  return card
}
