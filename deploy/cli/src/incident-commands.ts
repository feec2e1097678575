import { InvalidArgumentError, Option } from 'commander'
import { incident, type IncidentOptions, incidents, type IncidentsOptions } from './commands/incidents.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe incidents` and `heimgewebe incident`: what broke, and everything that is known of it. */
export const incidentCommands = (command: Declare): void => {
  command(
    'incidents',
    'incidents, the latest first; exit code 1 when one is not over',
    (context, options: IncidentsOptions) => incidents(context, options),
    (own) =>
      own
        .option('--repository <name>', 'only of this repository')
        .addOption(new Option('--state <state>', 'only those').choices(['open', 'resolved']))
        .option('--limit <count>', 'at most so many, up to 1000', count, 50),
  )
  command(
    'incident <id>',
    'what is known of an incident: what came near it, suspects, what is affected, what was done, its like before',
    (context, id: string, options: IncidentOptions) => incident(context, id, options),
    (own) =>
      own
        .option('--post-mortem', 'a draft of its post-mortem as Markdown, in which every sentence links to its events')
        .option('--prose', 'have a language model write it as prose, where one is configured; see it by asking again')
        .option('--confirm <suspect>', 'say that it was the cause: its place in the ranking, commit id or subject')
        .option('--deny <suspect>', 'say that it was not the cause')
        .option('--note <text>', 'why'),
  )
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
  return Number(text)
}
