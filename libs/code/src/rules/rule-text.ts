import { parse, stringify } from 'yaml'
import type { Construct, Hole } from './construct.js'
import { type Pattern, readPattern } from './pattern.js'
import { type RuleLanguage, ruleLanguageNamed } from './rule-languages.js'

/** A lint rule as people and tools read it. */
export interface LintRule {
  readonly id: string
  readonly language: RuleLanguage
  readonly message: string
  readonly note?: string
  readonly pattern: Pattern
}

/** A rule that can be searched for. */
export interface ReadyRule {
  readonly id: string
  readonly language: RuleLanguage
  readonly message: string
  readonly construct: Construct
}

/** A rule, or why a text is none. */
export type RuleReading = { readonly ok: true; readonly rule: ReadyRule } | { readonly ok: false; readonly why: string }

/** Longest text of a rule, in characters. */
const MOST_TEXT = 16_384
const ID = /^[a-z0-9][a-z0-9-]{0,99}$/

/** The text of a rule in the form of ast-grep, one document. */
export const writeRule = ({ id, language, message, note, pattern }: LintRule): string =>
  stringify(
    {
      id,
      language: language.name,
      severity: 'error',
      message,
      ...(note === undefined ? {} : { note }),
      rule: {
        pattern:
          pattern.selector === undefined ? pattern.pattern : { context: pattern.pattern, selector: pattern.selector },
      },
      ...(Object.keys(pattern.constraints).length === 0
        ? {}
        : {
            constraints: Object.fromEntries(
              Object.entries(pattern.constraints).map(([name, { kind, has }]) => [
                name,
                { ...(kind === undefined ? {} : { kind }), ...(has === undefined ? {} : { has: { kind: has } }) },
              ]),
            ),
          }),
    },
    { lineWidth: 0 },
  )

/**
 * Reads the text of a rule. Of ast-grep's form it takes what `writeRule` writes: one pattern, alone or in its context, and
 * kinds for its holes. What else is in there would be a rule that is not the one that was read, so it is refused.
 */
export const readRule = async (text: string): Promise<RuleReading> => {
  if (text.length > MOST_TEXT) return { ok: false, why: `it is longer than ${MOST_TEXT} characters` }
  let given: unknown
  try {
    given = parse(text, { maxAliasCount: 0, uniqueKeys: true })
  } catch {
    return { ok: false, why: 'it is not YAML' }
  }
  try {
    return { ok: true, rule: await ruleOf(given) }
  } catch (error) {
    if (error instanceof NoRule) return { ok: false, why: error.message }
    throw error
  }
}

class NoRule extends Error {}

const ruleOf = async (given: unknown): Promise<ReadyRule> => {
  const all = fields('the rule', given, ['id', 'language', 'severity', 'message', 'note', 'rule', 'constraints'])
  const id = textOf('id', all['id'])
  if (!ID.test(id)) throw new NoRule('id is not a short name of small letters, digits and hyphens')
  const language = ruleLanguageNamed(textOf('language', all['language']))
  if (language === undefined) throw new NoRule('there is no grammar for its language')
  const { pattern: code } = fields('rule', all['rule'], ['pattern'])
  const around = typeof code === 'string' ? undefined : fields('pattern', code, ['context', 'selector'])
  const pattern: Pattern = {
    pattern: textOf('pattern', around === undefined ? code : around['context']),
    ...(around === undefined ? {} : { selector: textOf('selector', around['selector']) }),
    constraints: constraintsOf(all['constraints']),
  }
  const construct = await readPattern(pattern, language)
  if (construct?.is !== 'node') throw new NoRule(`its pattern is not code of ${language.name}`)
  return { id, language, message: textOf('message', all['message']), construct }
}

const constraintsOf = (given: unknown): Record<string, Hole> => {
  if (given === undefined) return {}
  const holes = fields('constraints', given)
  return Object.fromEntries(
    Object.entries(holes).map(([name, hole]) => {
      const { kind, has } = fields(`constraint ${name.slice(0, 20)}`, hole, ['kind', 'has'])
      const inside = has === undefined ? undefined : textOf('kind', fields('has', has, ['kind'])['kind'])
      return [name, { kind: textOf('kind', kind), ...(inside === undefined ? {} : { has: inside }) }]
    }),
  )
}

const fields = (what: string, given: unknown, known?: readonly string[]): Record<string, unknown> => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new NoRule(`${what} is no map`)
  const other = known && Object.keys(given).find((key) => !known.includes(key))
  if (other !== undefined) throw new NoRule(`${what} has ${other.slice(0, 50)}, which is not understood here`)
  return given as Record<string, unknown>
}

const textOf = (what: string, given: unknown): string => {
  if (typeof given !== 'string' || given.trim() === '') throw new NoRule(`${what} is missing`)
  return given
}
