import { type Command } from 'commander'
import {
  agentApply,
  agentCheck,
  agentList,
  agentRemove,
  agentShow,
  agentSwitch,
  type ApplyOptions,
} from './commands/agents.js'
import { agentCatalogue, agentInstall, type CatalogueOptions } from './commands/agent-catalogue.js'
import { agentDryRun, type DryRunOptions } from './commands/agent-dry-run.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe agents …`: agents from YAML files. */
export const agentCommands = (root: Command, command: Declare): void => {
  const agents = root.command('agents').description('agents: when something happens, tools are run on it')
  command(
    'list',
    'every agent, whether it acts, and what became of its firings',
    (context) => agentList(context),
    undefined,
    agents,
  )
  command(
    'show <name>',
    'one agent as its file says',
    (context, name: string) => agentShow(context, name),
    undefined,
    agents,
  )
  command(
    'check <file>',
    'read a file of agents; every problem with line and column, exit code 2 when there is one',
    (context, file: string) => agentCheck(context, file),
    undefined,
    agents,
  )
  command(
    'dry-run <agent>',
    'when an agent, or those of a file, would have fired',
    (context, what: string, options: DryRunOptions) => agentDryRun(context, what, options),
    (own) => own.option('--since <time>', 'a span such as 30d, or a time', '30d'),
    agents,
  )
  command(
    'apply <file>',
    'register or change the agents of a file; a new one does nothing until it is enabled',
    (context, file: string, options: ApplyOptions) => agentApply(context, file, options),
    (own) => own.option('--enable', 'let them act at once'),
    agents,
  )
  command(
    'enable <name>',
    'let an agent act',
    (context, name: string) => agentSwitch(context, name, true),
    undefined,
    agents,
  )
  command(
    'disable <name>',
    'let an agent rest',
    (context, name: string) => agentSwitch(context, name, false),
    undefined,
    agents,
  )
  command(
    'remove <name>',
    'an agent is no longer registered; its past stays',
    (context, name: string, options: { reason?: string }) => agentRemove(context, name, options),
    (own) => own.option('--reason <text>', 'why, for those who read the log'),
    agents,
  )
  const folder = (own: Command): Command =>
    own.option('--folder <dir>', 'folder of files named <agent>-<version>.yaml. Default: the agents that come along')
  command(
    'catalogue',
    'agents that can be installed',
    (context, options: CatalogueOptions) => agentCatalogue(context, options),
    folder,
    agents,
  )
  command(
    'install <name>',
    'register an agent of the catalogue: its latest version, or <name>@<version>; it does nothing until it is enabled',
    (context, name: string, options: CatalogueOptions & ApplyOptions) => agentInstall(context, name, options),
    (own) => folder(own).option('--enable', 'let it act at once'),
    agents,
  )
}
