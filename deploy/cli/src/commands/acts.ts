import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { appendCommand } from '../client/give-command.js'
import { clientOf, type Context } from '../context.js'
import { EXIT } from '../failure.js'

/** Options of the kill switch. */
export interface SwitchOptions {
  /** Why, for those who read the log. */
  readonly reason?: string
}

/** What an order is about. */
export interface OrderOptions {
  /** Change, as pr/<repository>/<number>, branch/<repository>/<branch> or change/<repository>/<sha>. */
  readonly change?: string
  readonly repository?: string
}

/** `heimgewebe acts order "<tool> /<verb> <area>"`: gives a command, as on the page. What came of it is in the log. */
export const orderAct = async (context: Context, text: string, about: OrderOptions): Promise<number> => {
  const chronik = await clientOf(context, 'chronik')
  const { change, repository } = about
  const named = change === undefined ? {} : { change }
  const { id, by } = await appendCommand(chronik, { text, about: change, repository }, named)
  if (context.json) context.terminal.json({ id, text, by })
  else context.terminal.print(`The command is given; what waits for an answer is under "heimgewebe approvals".`)
  return EXIT.fine
}

/** `heimgewebe acts stop|release`: throws or releases the kill switch. Running acts end at once, none begins until it is released. */
export const throwSwitch = async (
  context: Context,
  state: 'stopped' | 'released',
  { reason }: SwitchOptions,
): Promise<number> => {
  const chronik = await clientOf(context, 'chronik')
  const by = `person/${userInfo().username}`
  const id = await append(chronik, 'switch.thrown.v1', 'switch', {
    state,
    by,
    ...(reason === undefined ? {} : { reason }),
  })
  if (context.json) context.terminal.json({ id, state, by })
  else
    context.terminal.print(
      state === 'stopped'
        ? 'The kill switch is thrown: every act ends, and none begins until "heimgewebe acts release".'
        : 'The kill switch is released: acts that waited go on.',
    )
  return EXIT.fine
}
