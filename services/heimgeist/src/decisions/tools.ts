/** What a verb does to an epic. */
export type EpicVerb = 'open' | 'link' | 'unlink' | 'close'

/** What a verb does with the word after it. */
export interface Verb {
  /** Whether something must follow the verb. */
  readonly argument: 'required' | 'optional'
  /** Name of the argument, for people. */
  readonly takes: string
  /** Kind of run that the verb asks for; absent where nothing carries the verb out yet. */
  readonly run?: 'guard' | 'smoke'
  /** How deep the verb has sichter look at the change. */
  readonly looks?: 'quick' | 'deep'
  /** Act of class change that the verb wants; it goes through the loop, and no comment can want it. */
  readonly wants?: 'revert_change' | 'open_issue' | 'open_change' | 'undo'
  /** What the verb says at the host of the change, because somebody asked. */
  readonly says?: 'write_comment'
  /** What the verb does to the epic that it names. */
  readonly epic?: EpicVerb
  /** What the verb tells about what it names; it changes nothing. */
  readonly tells?: 'why'
  /** What the verb says of the pattern that it names. */
  readonly judges?: 'good' | 'bad'
  /** Whether the verb has a change pursued again that was given up. */
  readonly resumes?: true
}

/** Every tool and verb that a command can name. A verb without an executor is refused as such, not as unknown. */
export const TOOLS: Readonly<Record<string, Readonly<Record<string, Verb>>>> = {
  sichter: {
    quick: { argument: 'optional', takes: '(at a change)', looks: 'quick' },
    deep: { argument: 'optional', takes: '(at a change)', looks: 'deep' },
  },
  wgx: {
    guard: { argument: 'required', takes: 'changed|<area>', run: 'guard' },
    smoke: { argument: 'optional', takes: 'changed|<area>', run: 'smoke' },
  },
  hauski: {
    revert: { argument: 'required', takes: '<commit>', wants: 'revert_change' },
    issue: { argument: 'required', takes: '"<title>"', wants: 'open_issue' },
    propose: { argument: 'required', takes: '<branch of the mesh>', wants: 'open_change' },
    undo: { argument: 'required', takes: '<id of the request>', wants: 'undo' },
    comment: { argument: 'required', takes: '"<text>"', says: 'write_comment' },
  },
  heimlern: {
    'pattern-good': { argument: 'required', takes: '<pattern>', judges: 'good' },
    'pattern-bad': { argument: 'required', takes: '<pattern>', judges: 'bad' },
  },
  heimgeist: {
    'open-epic': { argument: 'required', takes: '"<id>: <title>"', epic: 'open' },
    'link-epic': { argument: 'required', takes: '<id>', epic: 'link' },
    'unlink-epic': { argument: 'required', takes: '<id>', epic: 'unlink' },
    'close-epic': { argument: 'required', takes: '<id>', epic: 'close' },
    why: { argument: 'optional', takes: '<id>', tells: 'why' },
    'take-up': { argument: 'optional', takes: '(at a change that was given up)', resumes: true },
  },
}

/** The verbs of a tool; undefined for a name that is no tool, also for names that every object has. */
export const verbsOf = (tool: string): Readonly<Record<string, Verb>> | undefined =>
  Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined

/** A verb of a tool, if there is one of this name. */
export const verbOf = (tool: string, verb: string): Verb | undefined => {
  const verbs = verbsOf(tool)
  return verbs && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
}

/** The commands that are carried out today, as a person would type them. */
export const possible = (): string =>
  Object.entries(TOOLS)
    .flatMap(([tool, verbs]) =>
      Object.entries(verbs).flatMap(([name, verb]) =>
        verb.run || verb.looks || verb.wants || verb.says || verb.epic || verb.tells || verb.judges || verb.resumes
          ? [`${tool} /${name} ${verb.takes}`]
          : [],
      ),
    )
    .join(', ')
