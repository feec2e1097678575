import { clientOf } from '../context.js'
import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { type FlakyTest, type GuardWorth, printFlaky, printWorth } from '../output/print-guards.js'

/** Options of `heimgewebe guards`. */
export interface GuardOptions {
  /** Only of this repository, by its name in the mesh. */
  readonly repository?: string
  /** Tests that fail for no reason in place of guards. */
  readonly flaky?: boolean
}

/** `heimgewebe guards`: what each guard caught, missed and cost; exit code 1 when one does not pay. */
export const guards = async (context: Context, { repository, flaky }: GuardOptions): Promise<number> => {
  const { terminal, json } = context
  const wgx = await clientOf(context, 'wgx')
  if (flaky) {
    const found = await wgx.get<{ tests: readonly FlakyTest[] }>('/guards/flaky', { repository })
    if (json) terminal.json(found)
    else printFlaky(terminal, found.tests)
    return EXIT.fine
  }
  const found = await wgx.get<{ guards: readonly GuardWorth[] }>('/guards/worth', { repository })
  if (json) terminal.json(found)
  else printWorth(terminal, found.guards)
  return found.guards.some(({ worth }) => worth === 'does_not_pay') ? EXIT.findings : EXIT.fine
}
