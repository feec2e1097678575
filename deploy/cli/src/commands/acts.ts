import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { clientOf, type Context } from '../context.js'
import { EXIT } from '../failure.js'

/** Options of the kill switch. */
export interface SwitchOptions {
  /** Why, for those who read the log. */
  readonly reason?: string
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
