import { type Command, InvalidArgumentError } from 'commander'
import { answerQuestion, type AnswerOptions, listApprovals, showApproval } from './commands/approvals.js'
import { levels, setLevel, type SetLevelOptions } from './commands/levels.js'
import { setPolicy, type SetPolicyOptions, showPolicy } from './commands/policy.js'
import { spent, type SpentOptions } from './commands/spent.js'
import { why, type WhyOptions } from './commands/why.js'
import { whatIf, type WhatIfOptions } from './commands/what-if.js'
import type { Declare } from './host-commands.js'

/** What people decide: answers to questions, and the levels that say what is asked at all. */
export const decisionCommands = (root: Command, command: Declare): void => {
  command(
    'approvals [id]',
    'what waits for your answer, or all that one question shows; exit code 1 when anything waits',
    (context, id: string | undefined, options: { all?: boolean; repository?: string }) =>
      id === undefined ? listApprovals(context, options) : showApproval(context, id),
    (own) => own.option('--all', 'the answered ones too').option('--repository <name>', 'only of this repository'),
  )
  const noted = (own: Command): Command => own.option('--note <text>', 'what you want to add')
  command(
    'approve <id>',
    'say yes to what a question shows, and to these bytes only; the first 8 characters of its id are enough',
    (context, id: string, options: AnswerOptions) => answerQuestion(context, id, 'approve', options),
    noted,
  )
  command(
    'deny <id>',
    'say no to a question, or with --option choose another answer that it offers',
    (context, id: string, { option = 'reject', ...options }: AnswerOptions & { option?: string }) =>
      answerQuestion(context, id, option, options),
    (own) => noted(own).option('--option <id>', 'the answer'),
  )
  command(
    'answer <id> <option>',
    'choose one of the answers that a question offers, such as develop-anew; the note goes along as hints',
    (context, id: string, option: string, options: AnswerOptions) => answerQuestion(context, id, option, options),
    noted,
  )
  command(
    'spent',
    'what language models were asked for and what it cost, by day; exit code 1 when the budget of today is gone',
    (context, options: SpentOptions) => spent(context, options),
    (own) => own.option('--days <count>', 'days back from today, up to 366', daysOf, 30),
  )
  command(
    'why <id>',
    'why something was decided: of a decision, change, commit, incident, act, question or rule; reasons with their events',
    (context, id: string, options: WhyOptions) => why(context, id, options),
    (own) => own.option('--repository <name>', 'look in this repository, such as for #42'),
  )
  command('levels', 'how much the mesh may do by itself, for whom and why', (context) => levels(context))
  command(
    'set-level',
    'set an autonomy level, 0 to 3, from now on',
    (context, level: number, options: SetLevelOptions) => setLevel(context, level, options),
    (own) =>
      own
        .argument('<level>', '0 passive, 1 observing, 2 warning, 3 operative', levelOf)
        .option('--agent <name>', 'only of this agent')
        .option('--class <class>', 'only acts of this class: look, say, change')
        .option('--repository <name>', 'only in this repository')
        .requiredOption('--reason <text>', 'why, for those who read the log'),
  )
  const policy = root.command('policy').description('what is decided, and what another policy would have decided')
  command(
    'show',
    'the policy in force, and who changed what and why',
    (context) => showPolicy(context),
    undefined,
    policy,
  )
  command(
    'set',
    'change the policy from now on; what is not named stays',
    (context, options: SetPolicyOptions) => setPolicy(context, options),
    (own) =>
      own
        .option('--level <level>', 'the level, 0 to 3, of everything that has none of its own')
        .option(
          '--levels <rules>',
          'as in HEIMGEIST_LEVELS: [<agent>@]<repository>[:<class>]=<level>, with commas between',
        )
        .option('--commanders <names>', 'who may give commands, as in HEIMGEIST_COMMANDERS')
        .option('--guards-per-day <count>', 'guard requests a repository and day')
        .option('--messages-per-day <count>', 'messages a repository and day')
        .option('--promote-after <count>', 'good acts in a row that earn an agent level 3; 0 for never')
        .option('--reset', 'begin from what the environment says')
        .requiredOption('--reason <text>', 'why, for those who read the log'),
    policy,
  )
  command(
    'what-if',
    'decide the past again under other levels or budgets; changes nothing',
    (context, options: WhatIfOptions) => whatIf(context, options),
    (own) =>
      own
        .option('--level <level>', 'one level, 0 to 3, for everything')
        .option(
          '--levels <rules>',
          'as in HEIMGEIST_LEVELS: [<agent>@]<repository>[:<class>]=<level>, with commas between',
        )
        .option('--messages-per-day <count>', 'messages a repository and day')
        .option('--guards-per-day <count>', 'guard requests a repository and day')
        .option('--repository <name>', 'only in this repository')
        .option('--since <time>', 'a span such as 30d, or a time', '30d'),
    policy,
  )
}

const levelOf = (text: string): number => {
  if (!/^[0-3]$/.test(text)) throw new InvalidArgumentError('a level is 0, 1, 2 or 3')
  return Number(text)
}

const daysOf = (text: string): number => {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 366)
    throw new InvalidArgumentError('It must be a whole number from 1 to 366.')
  return Number(text)
}
