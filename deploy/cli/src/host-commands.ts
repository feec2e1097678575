import { type Command, InvalidArgumentError } from 'commander'
import { hostAdd, hostAllow, hostList, type HostOptions, hostRemove } from './commands/host.js'
import type { Context } from './context.js'

/** Declares a command with the options that all have. */
export type Declare = <Arguments extends unknown[]>(
  usage: string,
  description: string,
  run: (context: Context, ...rest: Arguments) => Promise<number>,
  declare?: (command: Command) => Command,
  parent?: Command,
) => Command

/** `heimgewebe host …`: which git hosts are polled, and what may be written there. */
export const hostCommands = (root: Command, command: Declare): void => {
  const host = root.command('host').description('the git hosts that are polled for what their webhooks did not tell')
  command(
    'add <name>',
    'poll a host from now on; its token is given as a file or on stdin, never as an argument',
    (context, name: string, options: HostOptions) => hostAdd(context, name, options),
    (own) =>
      own
        .requiredOption('--kind <kind>', 'github, gitlab, gitea, forgejo, gitlocal or svn')
        .requiredOption('--url <url>', 'where people open it, such as https://github.com; a folder for gitlocal')
        .option('--api <url>', 'where its API is, if not where the kind has it')
        .option('--token-file <path>', 'file with an access token; it is copied')
        .option('--token-stdin', 'read the access token from stdin')
        .option('--own', 'it is in a private net or on this machine')
        .option('--every <seconds>', 'time between two looks', seconds)
        .option('--acts <acts>', 'what the mesh may write there: status,comment,issue,change,branch; default: nothing')
        .option('--acts-token-file <path>', 'file with the token that it writes with, if not the same; it is copied'),
    host,
  )
  command(
    'allow <name> [acts]',
    'what the mesh may write there from now on, such as status,comment; without acts: nothing',
    (context, name: string, acts?: string) => hostAllow(context, name, acts),
    undefined,
    host,
  )
  command('list', 'the hosts, and what each kind can', (context) => hostList(context), undefined, host)
  command('remove <name>', 'ask a host no more', (context, name: string) => hostRemove(context, name), undefined, host)
}

const seconds = (text: string): number => {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('a whole number of seconds, from 1 to 86400')
  return Number(text)
}
