import { type Context, clientOf } from '../context.js'
import { EXIT } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Options of `heimgewebe why`. */
export interface WhyOptions {
  readonly repository?: string
}

/** `heimgewebe why <id>`: why something was decided; reads only. An id that nobody knows is a wrong usage. */
export const why = async (context: Context, id: string, { repository }: WhyOptions): Promise<number> => {
  const { terminal, json } = context
  const heimgeist = await clientOf(context, 'heimgeist')
  const told = await heimgeist.get<{ text: string }>('/why', { of: id, repository })
  if (json) terminal.json(told)
  else for (const line of told.text.split('\n')) terminal.print(harmless(line))
  return EXIT.fine
}
