import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { backtest } from './commands/backtest.js'
import { dockerDown, dockerFiles, dockerUp } from './commands/docker.js'
import { doctor } from './commands/doctor.js'
import { control, down } from './commands/down.js'
import { events } from './commands/events.js'
import type { EventOptions } from './commands/events.js'
import { cochange, type GraphOptions, history, hotspots, owners, path } from './commands/graph.js'
import { logs } from './commands/logs.js'
import type { LogOptions } from './commands/logs.js'
import { risk } from './commands/risk.js'
import { run } from './commands/run.js'
import type { RunOptions } from './commands/run.js'
import { ask, like, type SearchOptions } from './commands/search.js'
import { status } from './commands/status.js'
import { supervise } from './commands/supervise.js'
import { syncRagToTest } from './commands/sync-rag.js'
import { tokenList, tokenMake, type TokenOptions, tokenRevoke } from './commands/token.js'
import { up } from './commands/up.js'
import { watch } from './commands/watch.js'
import type { Context } from './context.js'
import { EXIT } from './failure.js'
import { guardCommands } from './guard-commands.js'
import { agentCommands } from './agent-commands.js'
import { actCommands, parkedCommands } from './act-commands.js'
import { decisionCommands } from './decision-commands.js'
import { hostCommands } from './host-commands.js'
import { epicCommands } from './epic-commands.js'
import { logCommands } from './log-commands.js'
import { incidentCommands } from './incident-commands.js'
import { learnedCommands } from './learned-commands.js'
import type { Terminal } from './output/terminal.js'
import { readSettings } from './stack/settings.js'

const EXIT_CODES = `
Exit codes:
  0    all went well
  1    findings: a high risk, a process that is down, a check that failed
  2    wrong usage: an option, a setting, or the repository that was named
  3    the mesh, or something that it needs, cannot be started or reached
  130  stopped by Ctrl-C before the work was done

Results go to stdout, progress and messages to stderr. NO_COLOR switches colours off.`

/** Reads a command line, does it, and gives the exit code. */
export type Program = (args: readonly string[]) => Promise<number>

/** Options that every command has. */
interface SharedOptions {
  readonly json?: boolean
  readonly test?: boolean
}

/** The whole command line. */
export const buildProgram = (
  source: NodeJS.ProcessEnv,
  project: string,
  terminal: Terminal,
  interrupted: AbortSignal,
  onSecondInterrupt: (kill: () => void) => void,
): Program => {
  let exitCode: number = EXIT.fine
  const root = new Command('heimgewebe')
    .description('The memory and the judgement of a team that owns its repositories.')
    .version('0.1.0')
    .exitOverride()
    // An option stands behind the command that it is for: epics and epics open both have --json.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('Run "heimgewebe --help" for what there is.')

  /** A command with the shared options; its handler gets the context and what it declared. */
  const command = <Arguments extends unknown[]>(
    usage: string,
    description: string,
    run: (context: Context, ...rest: Arguments) => Promise<number>,
    declare: (command: Command) => Command = (same) => same,
    parent = root,
  ): Command =>
    declare(parent.command(usage).description(description))
      .option('--json', 'print the result as JSON')
      .option('--test', 'use the TEST stack instead of PROD')
      .action(async (...given: unknown[]) => {
        // NOTE: commander hands over arguments, then options, then the command itself.
        const options = given.at(-2) as SharedOptions
        const settings = readSettings(source, options.test ? 'test' : 'prod', project)
        const context = { terminal, settings, json: options.json ?? false, interrupted, onSecondInterrupt }
        exitCode = await run(context, ...(given.slice(0, -1) as Arguments))
      })

  command(
    'run',
    'start the mesh, read a repository, print what is risky, follow until Ctrl-C (npm start)',
    (context, options: RunOptions) => run(context, options),
    (own) =>
      own
        .option('--repo <path>', 'local repository or clone URL; default: this project and a demo story')
        .option('--once', 'stop after printing'),
  )
  command(
    'watch <repo>',
    'let the running mesh read a repository (path or clone URL) and follow it',
    (context, repo: string) => watch(context, repo),
  )
  command(
    'risk <repo> <revision>',
    'how risky a commit, a range, #<number> or branch:<name> is; exit code 1 when any is high',
    (context, repo: string, revision: string) => risk(context, repo, revision),
  )
  command(
    'backtest <repo>',
    'how many of the last bad changes the score would have flagged, next to lines added',
    (context, repo: string, options: { last?: string }) => backtest(context, repo, options),
    (own) => own.option('--last <count>', 'look back on so many bad changes, up to 1000', '100'),
  )
  command(
    'events',
    'events of the log, newest last',
    (context, options: EventOptions) => events(context, options),
    (own) =>
      own
        .option('--type <types>', 'only these types, with commas between them')
        .option('--subject <subject>', 'only of this subject')
        .option('--since <time>', 'not before: a span such as 2h, or a time')
        .option('--limit <count>', 'at most so many, up to 1000', wholeNumber, 50)
        .option('-f, --follow', 'go on until Ctrl-C'),
  )
  const moment = (own: Command): Command => own.option('--at <moment>', 'as it was: a time, or a position of the log')
  const listed = (own: Command): Command => moment(own).option('--limit <count>', 'at most so many', wholeNumber)
  command(
    'history <file>',
    'what happened to a file: changes, incidents, runs; renames followed',
    (context, file: string, options: GraphOptions) => history(context, file, options),
    listed,
  )
  command(
    'path <from> <to>',
    'how two things are linked, such as a change and an incident; exit code 1 when they are not',
    (context, from: string, to: string, options: GraphOptions) => path(context, from, to, options),
    moment,
  )
  command(
    'owners <what>',
    'who knows a file, or with --area an area',
    (context, about: string, options: GraphOptions & { area?: boolean }) => owners(context, about, options),
    (own) => listed(own).option('--area', 'what is named is an area'),
  )
  command(
    'hotspots [repo]',
    'files that change often and make trouble',
    (context, repo: string | undefined, options: GraphOptions & { since?: string }) => hotspots(context, repo, options),
    (own) => listed(own).option('--since <time>', 'count changes since then'),
  )
  command(
    'cochange <file>',
    'files that usually change with a file',
    (context, file: string, options: GraphOptions) => cochange(context, file, options),
    listed,
  )
  const narrowed = (own: Command): Command =>
    own
      .option('--repository <name>', 'only of this repository')
      .option(
        '--type <type>',
        'only changes, incidents, issues, failed runs or comments: change, incident, issue, ci, comment',
      )
      .option('--since <time>', 'not before this time')
      .option('--until <time>', 'before this time')
      .option('--limit <count>', 'at most so many, up to 100', wholeNumber, 10)
  command(
    'ask <words...>',
    'what happened, by words and likeness; exit code 1 when nothing is found',
    (context, words: string[], options: SearchOptions) => ask(context, words, options),
    narrowed,
  )
  command(
    'like <what>',
    'what is like a change, incident or issue (its subject), a file with a text, or "-" for standard input',
    (context, what: string, options: SearchOptions) => like(context, what, options),
    narrowed,
  )
  actCommands(root, command)
  parkedCommands(root, command)
  decisionCommands(root, command)
  agentCommands(root, command)
  logCommands(root, command)
  const token = root.command('token').description('who may use the HTTP APIs')
  command(
    'make <name>',
    'a new token; it is shown this once and works at once',
    (context, name: string, options: TokenOptions) => tokenMake(context, name, options),
    (own) =>
      own
        .requiredOption('--scope <scopes>', 'read, append, intake, admin; several with commas between them')
        .option('--expires <span>', 'how long it works: 30m, 12h, 90d. Default: for ever'),
    token,
  )
  command(
    'list',
    'the tokens, their scopes and when each was last used',
    (context) => tokenList(context),
    undefined,
    token,
  )
  command(
    'revoke <name>',
    'ends a token within a second; "owner" replaces that of the page',
    (context, name: string) => tokenRevoke(context, name),
    undefined,
    token,
  )
  hostCommands(root, command)
  learnedCommands(root, command)
  command(
    'sync-rag-to-test',
    "copy what PROD's search knows to TEST: vectors as they are, and the nodes that they are about",
    (context) => syncRagToTest(context, readSettings(source, 'test', project)),
  )
  guardCommands(command)
  incidentCommands(command)
  epicCommands(command)
  command('up', 'start the mesh in the background', (context) => up(context))
  command('down', 'stop the mesh; data stay', (context) => down(context))
  command('status', 'each process with port and state; exit code 1 when any is down', (context) => status(context))
  command('start [process]', 'start the mesh, or one of its processes', control('start'))
  command('stop [process]', 'stop the mesh, or one of its processes', control('stop'))
  command('restart [process]', 'restart the mesh, or one of its processes', control('restart'))
  command(
    'logs [process]',
    'recent log lines of all processes, or of one',
    (context, name: string | undefined, options: LogOptions) => logs(context, name, options),
    (own) =>
      own
        .option('-n, --lines <count>', 'lines of each log', wholeNumber, 20)
        .option('-f, --follow', 'go on until Ctrl-C'),
  )
  command('doctor', 'check this machine; each problem with its fix', (context) => doctor(context))
  command('docker-up', 'start the mesh in containers', (context) => dockerUp(context))
  command('docker-down', 'stop the containers; volumes stay', (context) => dockerDown(context))
  command('docker-files', 'only write what the compose files mount', (context) => dockerFiles(context))
  command('supervise', 'run the mesh in this process (what "up" starts in the background)', (context) =>
    supervise(context),
  )

  return async (args) => {
    try {
      await root.parseAsync(args, { from: 'user' })
      return exitCode
    } catch (error) {
      // NOTE: commander has said what is wrong already; --help and --version arrive here too, with code 0.
      if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
      throw error
    }
  }
}

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
