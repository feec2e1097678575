import type { Command } from 'commander'
import { orderAct, type OrderOptions, type SwitchOptions, throwSwitch } from './commands/acts.js'
import { parkedDiscard, parkedList, parkedRetry } from './commands/parked.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe acts …`: the kill switch, and orders. */
export const actCommands = (root: Command, command: Declare): void => {
  const acts = root.command('acts').description('acts of the mesh on the world')
  const reasoned = (own: Command): Command => own.option('--reason <text>', 'why, for those who read the log')
  command(
    'stop',
    'the kill switch: every act ends at once, and none begins',
    (context, options: SwitchOptions) => throwSwitch(context, 'stopped', options),
    reasoned,
    acts,
  )
  command(
    'release',
    'let acts go on',
    (context, options: SwitchOptions) => throwSwitch(context, 'released', options),
    reasoned,
    acts,
  )
  command(
    'order <command>',
    'give a command such as "hauski /issue \\"Login broke three times\\"" or "hauski /undo <request>"',
    (context, text: string, options: OrderOptions) => orderAct(context, text, options),
    (own) =>
      own
        .option('--repository <name>', 'repository that it is about')
        .option('--change <subject>', 'change that it is about, such as pr/acme/shop/7'),
    acts,
  )
}

/** `heimgewebe parked …`: events that a service could not take. */
export const parkedCommands = (root: Command, command: Declare): void => {
  const parked = root.command('parked').description('events that a service could not take')
  command(
    'list',
    'what was set aside and why; exit code 1 when there is anything',
    (context) => parkedList(context),
    (own) => own,
    parked,
  )
  command(
    'retry <event>',
    'hand an event, or "all", to its service once more',
    (context, id: string, options: { consumer?: string }) => parkedRetry(context, id, options),
    (own) => own.option('--consumer <service>', 'only of this service'),
    parked,
  )
  command(
    'discard <event>',
    'give an event, or "all", up',
    (context, id: string, options: { consumer?: string; note: string }) => parkedDiscard(context, id, options),
    (own) => own.requiredOption('--note <text>', 'why').option('--consumer <service>', 'only of this service'),
    parked,
  )
}
