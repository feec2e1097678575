import { type Command, InvalidArgumentError } from 'commander'
import {
  type LearnedOptions,
  patternsExport,
  patternsJudge,
  patternsKnown,
  patternsList,
  rulesList,
  rulesMined,
  rulesShow,
} from './commands/learned.js'
import type { Declare } from './host-commands.js'

/** `heimgewebe patterns …`, `rules …`, `runbooks …`: what was learned, and what became of it. */
export const learnedCommands = (root: Command, command: Declare): void => {
  const narrowed = (own: Command): Command =>
    own
      .option('--repository <name>', 'only of this repository')
      .option('--state <state>', 'only in this state')
      .option('--limit <count>', 'at most so many, up to 1000', count, 100)
  const ofKind = (own: Command): Command => narrowed(own).option('--kind <kind>', 'only of this kind')

  const patterns = root.command('patterns').description('what was learned from what happened')
  command(
    'list',
    'each in one sentence',
    (context, options: LearnedOptions) => patternsList(context, options),
    ofKind,
    patterns,
  )
  command(
    'known <file>',
    'what mended the error in a log, or "-" for standard input; exit code 1 when nothing is known',
    (context, file: string, options: { repository?: string }) => patternsKnown(context, file, options),
    (own) => own.option('--repository <name>', 'as it is known there, and where it shares with others'),
    patterns,
  )
  for (const verdict of ['good', 'bad'] as const)
    command(
      `${verdict} <pattern>`,
      verdict === 'good'
        ? 'say that owner/name/pattern is right'
        : 'say that owner/name/pattern is wrong; what more people call bad than good is retired',
      (context, pattern: string) => patternsJudge(context, verdict, pattern),
      undefined,
      patterns,
    )
  command(
    'export',
    'without names, paths or code, as JSON',
    (context, options: { repository: string; out?: string }) => patternsExport(context, options),
    (own) => own.requiredOption('--repository <name>', 'of this repository').option('--out <file>', 'into a new file'),
    patterns,
  )
  const rules = root
    .command('rules')
    .description('policies, runbooks, templates, lint rules: proposed, in force, measured')
  command(
    'list',
    'all of them, and how they fare',
    (context, options: LearnedOptions) => rulesList(context, options),
    ofKind,
    rules,
  )
  command(
    'show <rule>',
    'the text of owner/name/rule',
    (context, rule: string) => rulesShow(context, rule),
    undefined,
    rules,
  )
  command(
    'mined',
    'what fixes took out of the code: what became a lint rule, and what did not',
    (context, options: LearnedOptions) => rulesMined(context, options),
    narrowed,
    rules,
  )
  const runbooks = root.command('runbooks').description('runbooks, made from what mended it before')
  command(
    'list',
    'all of them',
    (context, options: LearnedOptions) => rulesList(context, { ...options, kind: 'runbook' }),
    narrowed,
    runbooks,
  )
  command(
    'show <rule>',
    'the text of owner/name/rule',
    (context, rule: string) => rulesShow(context, rule),
    undefined,
    runbooks,
  )
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
  return Number(text)
}
