import { InvalidArgumentError, Option } from 'commander'
import {
  closeEpic,
  epic,
  epics,
  type EpicsOptions,
  linkEpic,
  openEpic,
  type OpenOptions,
  unlinkEpic,
} from './commands/epics.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe epics` and `heimgewebe epic`: how epics stand, and what opens, links and closes them. */
export const epicCommands = (command: Declare): void => {
  const parent = command(
    'epics',
    'epics with how they stand, the latest opened first; exit code 1 when anything of one is blocked or stale',
    (context, options: EpicsOptions) => epics(context, options),
    (own) =>
      own
        .option('--repository <name>', 'only of this repository')
        .addOption(new Option('--state <state>', 'only those').choices(['open', 'closed']))
        .option('--limit <count>', 'at most so many, up to 200', count, 50),
  )
  // What stands behind open or link is theirs, also where both have an option of that name.
  parent.enablePositionalOptions()
  command(
    'epic <id>',
    'one epic: progress, what is blocked or stale and the one act that helps, shared trouble, warnings, timeline',
    (context, id: string) => epic(context, id),
  )
  command(
    'open <id> [title]',
    'open an epic, or open it again; changes and issues whose text names it (epic/<id>) are linked by themselves',
    (context, id: string, title: string | undefined, options: OpenOptions) => openEpic(context, id, title, options),
    (own) =>
      own
        .option(
          '--issue <subject>',
          'issue that describes it, as issue/<repository>/<number>; what names it is linked too',
        )
        .option('--repository <name>', 'repository that it belongs to'),
    parent,
  )
  command(
    'link <id> <what>',
    'link a change, an issue or an incident by its subject, such as pr/acme/shop/42',
    (context, id: string, what: string) => linkEpic(context, id, what),
    undefined,
    parent,
  )
  command(
    'unlink <id> <what>',
    'take something out; no text links it again',
    (context, id: string, what: string) => unlinkEpic(context, id, what),
    undefined,
    parent,
  )
  command(
    'close <id>',
    'close an epic: nothing of it is warned about any more',
    (context, id: string) => closeEpic(context, id),
    undefined,
    parent,
  )
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 200)
    throw new InvalidArgumentError('It must be a whole number from 1 to 200.')
  return Number(text)
}
