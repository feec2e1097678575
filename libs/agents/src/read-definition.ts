import {
  type AgentAction,
  type AgentDefinition,
  type AgentTrigger,
  type Condition,
  TRIGGER_TYPES,
} from './definition.js'

/** What is wrong with a definition, and where. */
export interface DefinitionProblem {
  /** Members and places from the root of the definition. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** A definition, or everything that is wrong with it. */
export type DefinitionReading =
  | { readonly ok: true; readonly agent: AgentDefinition }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] }

type Path = readonly (string | number)[]
type Members = Readonly<Record<string, unknown>>

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/
const FIELDS = ['name', 'description', 'trigger', 'actions', 'report_to', 'escalate_to', 'budget']
/** Members of a trigger that are no conditions on the data. */
const OF_TRIGGER = ['event_type', 'files_pattern', 'conditions']
const MOST_ACTIONS = 20
const MOST_FIRINGS = 10_000

/** Reads one agent as its file says. Nothing is guessed: a member that is not known is a problem, as is one that is missing. */
export const readDefinition = (value: unknown): DefinitionReading => {
  const reader = new Reader()
  const agent = reader.agent(value)
  return agent && reader.problems.length === 0 ? { ok: true, agent } : { ok: false, problems: reader.problems }
}

class Reader {
  readonly problems: DefinitionProblem[] = []

  agent(value: unknown): AgentDefinition | undefined {
    if (!isMembers(value)) return this.wrong([], 'an agent is a mapping with name, trigger and actions')
    for (const name of Object.keys(value))
      if (!FIELDS.includes(name)) this.wrong([name], `there is no field ${show(name)}; known are ${FIELDS.join(', ')}`)
    const name = value['name']
    if (typeof name !== 'string' || !NAME.test(name))
      this.wrong(['name'], 'name is missing or is no word of lower-case letters, digits, dots and dashes')
    const trigger = this.trigger(value['trigger'])
    const actions = this.actions(value['actions'])
    const reportTo = this.only(value, 'report_to', 'chronik')
    const escalateTo = this.only(value, 'escalate_to', 'heimgeist')
    const firingsPerDay = this.budget(value['budget'])
    if (typeof name !== 'string' || !trigger) return undefined
    return {
      name,
      trigger,
      actions,
      ...(reportTo === undefined ? {} : { reportTo }),
      ...(escalateTo === undefined ? {} : { escalateTo }),
      ...(firingsPerDay === undefined ? {} : { firingsPerDay }),
    }
  }

  private trigger(value: unknown): AgentTrigger | undefined {
    // A list of mappings is one trigger whose parts all must hold.
    const parts = Array.isArray(value) ? value.map((part, place) => [part, ['trigger', place]] as const) : undefined
    const all = parts ?? [[value, ['trigger']] as const]
    if (value === undefined || !all.every(([part]) => isMembers(part)))
      return this.wrong(['trigger'], 'trigger is missing or is no mapping with an event_type')
    const types: (typeof TRIGGER_TYPES)[number][] = []
    const files: string[] = []
    const conditions: Condition[] = []
    for (const [part, path] of all as readonly (readonly [Members, Path])[]) {
      for (const [name, given] of Object.entries(part)) {
        const at = [...path, name]
        if (name === 'event_type') types.push(...this.types(given, at))
        else if (name === 'files_pattern') files.push(...this.texts(given, at, 'a glob such as "*.py"'))
        else if (name === 'conditions' && isMembers(given))
          for (const [member, wanted] of Object.entries(given))
            conditions.push(...this.condition(member, wanted, [...at, member]))
        else if (!OF_TRIGGER.includes(name)) conditions.push(...this.condition(name, given, at))
        else this.wrong(at, `${name} is no mapping of members to values`)
      }
    }
    if (types.length === 0 && !this.problems.some(({ path }) => path.includes('event_type')))
      this.wrong(['trigger'], 'trigger has no event_type')
    return { types, conditions, ...(files.length === 0 ? {} : { files }) }
  }

  private types(value: unknown, path: Path): (typeof TRIGGER_TYPES)[number][] {
    return this.texts(value, path, 'an event type').flatMap((text) => {
      const type = TRIGGER_TYPES.find((known) => known === text || known === `${text}.v1`)
      if (type) return [type]
      this.wrong(
        path,
        `${show(text)} triggers nothing; known are ${TRIGGER_TYPES.map((known) => known.slice(0, -3)).join(', ')}`,
      )
      return []
    })
  }

  private condition(member: string, value: unknown, path: Path): Condition[] {
    if (Array.isArray(value)) return [{ path: member, test: 'one-of', value }]
    if (!isMembers(value)) return [{ path: member, test: 'equals', value }]
    const tests = Object.entries(value).map(([test, wanted]) => ({ path: member, test, value: wanted }))
    const unknown = tests.find(({ test }) => !['not', 'above', 'below', 'exists'].includes(test))
    if (tests.length > 0 && !unknown) return tests as Condition[]
    this.wrong(
      path,
      `a condition is a value, a list of values, or not, above, below, exists; not ${show(unknown?.test ?? '{}')}`,
    )
    return []
  }

  private actions(value: unknown): AgentAction[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_ACTIONS) {
      this.wrong(['actions'], `actions is no list of 1 to ${MOST_ACTIONS} tools`)
      return []
    }
    return value.flatMap((action: unknown, place) => this.action(action, ['actions', place]))
  }

  private action(value: unknown, path: Path): AgentAction[] {
    const { tool, command, ...others } = (isMembers(value) ? value : { tool: value }) as Members
    for (const name of Object.keys(others))
      this.wrong([...path, name], `there is no field ${show(name)}; known are tool, command`)
    if (typeof tool !== 'string' || !NAME.test(tool)) {
      this.wrong(path, 'an action names a tool: one word of lower-case letters, digits, dots and dashes')
      return []
    }
    if (command === undefined) return [{ tool }]
    if (typeof command === 'string' && command.trim() !== '' && command.length <= 1000) return [{ tool, command }]
    this.wrong([...path, 'command'], 'command is no text of at most 1000 characters')
    return []
  }

  private only<Word extends string>(value: Members, field: string, word: Word): Word | undefined {
    const given = value[field]
    if (given !== undefined && given !== word) this.wrong([field], `${field} can only be ${word}`)
    return given === word ? word : undefined
  }

  private budget(value: unknown): number | undefined {
    if (value === undefined) return undefined
    const { firings_per_day: most, ...others } = (isMembers(value) ? value : {}) as Members
    for (const name of Object.keys(others))
      this.wrong(['budget', name], `there is no field ${show(name)}; known is firings_per_day`)
    if (Number.isInteger(most) && (most as number) >= 0 && (most as number) <= MOST_FIRINGS) return most as number
    return this.wrong(['budget'], `budget has a firings_per_day, a whole number up to ${MOST_FIRINGS}`)
  }

  private texts(value: unknown, path: Path, what: string): string[] {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    const texts = all.filter((text): text is string => typeof text === 'string' && text !== '' && text.length <= 500)
    if (texts.length < all.length || all.length === 0) this.wrong(path, `${String(path.at(-1))} is not ${what}`)
    return texts
  }

  private wrong(path: Path, message: string): undefined {
    this.problems.push({ path, message })
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (text: string): string => JSON.stringify(text.slice(0, 60))
