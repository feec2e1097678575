import { readFile, writeFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { giveCommand } from '../client/give-command.js'
import { type Context, clientOf } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { table } from '../output/format.js'
import { harmless } from '../output/terminal.js'

/** What lists of what was learned are narrowed by. */
export interface LearnedOptions {
  readonly repository?: string
  readonly kind?: string
  readonly state?: string
  readonly limit?: number
}

interface Pattern {
  readonly repository: string
  readonly pattern: string
  readonly kind: string
  readonly state: string
  readonly support: number
  readonly counter_cases: number
  readonly confidence: number
  readonly statement: string
  readonly people?: { readonly good: number; readonly bad: number }
}

interface Rule {
  readonly repository: string
  readonly rule: string
  readonly kind: string
  readonly name: string
  readonly state: string
  readonly version?: number
  readonly latest: number
  readonly measure: { readonly helped: number; readonly noise: number; readonly missed: number }
}

interface Mining {
  readonly repository: string
  readonly reason: string
  readonly rules: readonly { readonly rule: string; readonly construct: string; readonly fires_on: number }[]
  readonly refused: readonly { readonly construct: string; readonly reason: string; readonly cases: number }[]
}

interface Known {
  readonly fingerprint?: string
  readonly errors: readonly {
    readonly repository: string
    readonly template: string
    readonly count: number
    readonly solved: string
    readonly fixes: readonly { readonly repairs: readonly { readonly subject: string; readonly title: string }[] }[]
  }[]
}

const narrowing = ({ repository, kind, state, limit }: LearnedOptions) => ({ repository, kind, state, limit })

/** `heimgewebe patterns list`: what was learned, each in one sentence. */
export const patternsList = async (context: Context, options: LearnedOptions): Promise<number> => {
  const { terminal, json } = context
  const heimlern = await clientOf(context, 'heimlern')
  const { patterns } = await heimlern.get<{ patterns: Pattern[] }>('/patterns', narrowing(options))
  if (json) terminal.json({ patterns })
  else if (patterns.length === 0) terminal.print('nothing was learned yet: a pattern needs three independent cases')
  else
    for (const one of patterns) {
      const { people } = one
      const said = people ? ` · people: ${people.good} good, ${people.bad} bad` : ''
      const state = one.state === 'learned' ? '' : `, ${one.state}`
      terminal.print(harmless(one.statement))
      terminal.print(
        terminal.tint(
          'dim',
          `  ${one.kind}${state} · ${one.repository} · ${one.support} for, ${one.counter_cases} against, at least ${Math.round(one.confidence * 100)} %${said} · ${one.pattern}`,
        ),
      )
    }
  return EXIT.fine
}

/** `heimgewebe patterns good|bad <pattern>`: says what a person thinks of it. `<pattern>` is owner/name/pattern. */
export const patternsJudge = async (context: Context, verdict: 'good' | 'bad', path: string): Promise<number> => {
  const { terminal, json } = context
  const cut = path.lastIndexOf('/')
  const [repository, pattern] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)]
  if (repository === '' || pattern === '')
    throw new Failure('a pattern is owner/name/pattern', EXIT.usage, 'See "heimgewebe patterns list".')
  const order = { text: `heimlern /pattern-${verdict} ${pattern}`, repository }
  const answer = await giveCommand(context, order, /^feedback\.given\./)
  if (json) terminal.json(answer)
  else terminal.print(`said to be ${verdict}: ${harmless(path)}`)
  return EXIT.fine
}

/** `heimgewebe patterns export`: patterns without names, paths or code, as JSON. */
export const patternsExport = async (
  context: Context,
  { repository, out }: { repository: string; out?: string },
): Promise<number> => {
  const heimlern = await clientOf(context, 'heimlern')
  const exported = await heimlern.get<{ patterns: unknown[] }>('/patterns/export', { repository, limit: 1000 })
  if (out === undefined) context.terminal.json(exported)
  else {
    await writeFile(out, `${JSON.stringify(exported, undefined, 2)}\n`, { flag: 'wx' }).catch((error: unknown) => {
      throw new Failure(`cannot write ${out}`, EXIT.usage, 'Name a file that does not exist yet.', { cause: error })
    })
    context.terminal.print(`${exported.patterns.length} patterns are in ${out}`)
  }
  return EXIT.fine
}

/** `heimgewebe patterns known <file>`: what mended the error in a log before; exit code 1 when nothing is known. */
export const patternsKnown = async (
  context: Context,
  file: string,
  { repository }: { repository?: string },
): Promise<number> => {
  const { terminal, json } = context
  const heimlern = await clientOf(context, 'heimlern')
  const text = (await readText(file)).slice(-32_000)
  const question = { text, ...(repository === undefined ? {} : { repository }) }
  const answer = await heimlern.post<Known>('/errors/known', question)
  if (json) terminal.json(answer)
  else if (answer.errors.length === 0) terminal.print('this error was not seen before')
  else
    for (const one of answer.errors) {
      terminal.print(`${harmless(one.template)}`)
      terminal.print(`  seen ${one.count} times in ${one.repository}; ${harmless(one.solved)}`)
      for (const { subject, title } of one.fixes[0]?.repairs.slice(0, 5) ?? [])
        terminal.print(`  • ${harmless(subject)}  ${harmless(title)}`)
    }
  return answer.errors.length > 0 ? EXIT.fine : EXIT.findings
}

/** `heimgewebe rules list`: rules as proposed, in force, refused or retired. */
export const rulesList = async (context: Context, options: LearnedOptions): Promise<number> => {
  const { terminal, json } = context
  const heimlern = await clientOf(context, 'heimlern')
  const { rules } = await heimlern.get<{ rules: Rule[] }>('/rules', narrowing(options))
  if (json) terminal.json({ rules })
  else if (rules.length === 0) terminal.print('no rules yet')
  else
    for (const line of table([
      ['name', 'kind', 'state', 'version', 'helped', 'noise', 'missed', 'rule'],
      ...rules.map(({ name, kind, state, version, latest, measure, repository, rule }) => [
        harmless(name),
        kind,
        state,
        version === undefined || version === latest ? String(latest) : `${version}, ${latest} proposed`,
        String(measure.helped),
        String(measure.noise),
        String(measure.missed),
        `${repository}/${rule}`,
      ]),
    ]))
      terminal.print(line)
  return EXIT.fine
}

/** `heimgewebe rules show <rule>`: its text as it was proposed. `<rule>` is owner/name/rule. */
export const rulesShow = async (context: Context, path: string): Promise<number> => {
  const { terminal, json } = context
  const heimlern = await clientOf(context, 'heimlern')
  const names = path.split('/').map(encodeURIComponent).join('/')
  const rule = await heimlern.get<Rule & { proposal: { content: string; rationale: string } }>(`/rules/${names}`)
  if (json) terminal.json(rule)
  else {
    terminal.say(harmless(rule.proposal.rationale))
    terminal.print(rule.proposal.content.split('\n').map(harmless).join('\n'))
  }
  return EXIT.fine
}

/** `heimgewebe rules mined`: what fixes took out of the code, what became a rule of it, and what did not, and why. */
export const rulesMined = async (context: Context, { repository, limit }: LearnedOptions): Promise<number> => {
  const { terminal, json } = context
  const heimlern = await clientOf(context, 'heimlern')
  const { minings } = await heimlern.get<{ minings: Mining[] }>('/minings', { repository, limit })
  if (json) terminal.json({ minings })
  else if (minings.length === 0) terminal.print('no fixes were looked at yet: it takes three independent ones')
  else
    for (const one of minings) {
      terminal.print(`${one.repository}: ${harmless(one.reason)}`)
      for (const { construct, rule, fires_on: cases } of one.rules)
        terminal.print(`  + ${harmless(construct)}  taken out of ${cases} changes: ${rule}`)
      for (const { construct, reason, cases } of one.refused)
        terminal.print(`  - ${harmless(construct)}  taken out of ${cases} changes: ${harmless(reason)}`)
    }
  return EXIT.fine
}

const readText = async (file: string): Promise<string> => {
  if (file === '-') return textOf(process.stdin)
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`cannot read ${file}`, EXIT.usage, 'Give a file with a log, or - for standard input.', {
      cause: error,
    })
  })
}
