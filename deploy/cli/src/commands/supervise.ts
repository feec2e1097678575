import type { Context } from '../context.js'
import { EXIT } from '../failure.js'
import { Stack } from '../stack/stack.js'

/** The background process behind `heimgewebe up`: runs the stack until it is told to stop. Its stderr is its log. */
export const supervise = async ({ terminal, settings, interrupted, onSecondInterrupt }: Context): Promise<number> => {
  const note = (text: string): void => terminal.say(`${new Date().toISOString()} ${text}`)
  const stack = new Stack(settings, note)
  onSecondInterrupt(() => stack.kill())
  const aborted = new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve()
    interrupted.addEventListener('abort', () => resolve(), { once: true })
  })
  // NOTE: also while it still starts; `start` then fails, which is no error.
  let asked = false
  const stopped = Promise.race([aborted, stack.shutdownAsked]).then(() => {
    asked = true
    note('stopping')
    return stack.stop()
  })
  note(`starting ${settings.stack.toUpperCase()} in ${settings.home}`)
  await stack
    .start((ready, all) => note(`${ready.length} of ${all.length} ready: ${ready.join(', ')}`))
    .catch((error: unknown) => {
      if (!asked) throw error
    })
  await stopped
  note('stopped')
  return EXIT.fine
}
