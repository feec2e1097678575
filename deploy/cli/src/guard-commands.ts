import { InvalidArgumentError } from 'commander'
import { type GuardOptions, guards } from './commands/guards.js'
import { init, type InitOptions } from './commands/init.js'
import { prove, type ProveOptions } from './commands/prove.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe init`, `guards` and `prove`: a first configuration, what guards are worth, and proofs by experiment. */
export const guardCommands = (command: Declare): void => {
  command(
    'init [path]',
    'suggest a .heimgewebe.yaml from what is in a repository; needs no mesh; exit code 1 when there is nothing to guard with',
    (context, path: string | undefined, options: InitOptions) => init(context, path, options),
    (own) => own.option('--write', 'write it into the work tree; never over a file that is there, never committed'),
  )
  command(
    'guards',
    'what each guard caught, missed and cost; exit code 1 when one does not pay',
    (context, options: GuardOptions) => guards(context, options),
    (own) =>
      own
        .option('--repository <name>', 'only of this repository')
        .option('--flaky', 'tests that failed and then passed on the same files, in place of guards'),
  )
  command(
    'prove <incident>',
    'run a command on the suspect, before it and with it taken back; exit code 0 when that proves it',
    (context, incident: string, options: ProveOptions) => prove(context, incident, options),
    (own) =>
      own
        .requiredOption(
          '--command <text>',
          'shell command that fails where the trouble is there; 125 to 127: cannot tell',
        )
        .option('--change <sha>', 'the suspect; default: the first of the incident')
        .option('--repository <name>', 'repository of the suspect, where the incident names none')
        .option('--onto <sha>', 'commit on which the suspect is taken back; default: the default branch as last read')
        .option('--time <seconds>', 'wall time of one run', seconds),
  )
}

const seconds = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 3600) return Number(text)
  throw new InvalidArgumentError('a whole number of seconds, from 1 to 3600')
}
