import { verbsOf } from './tools.js'

/** A line in the form of a command. Whether tool and verb exist is not said yet. */
export interface Command {
  readonly ok: true
  /** The line as typed. */
  readonly text: string
  /** Lower case. */
  readonly tool: string
  /** Lower case, without its slash. */
  readonly verb: string
  /** What follows the verb; empty where nothing does. */
  readonly area: string
}

/** A line that is meant as a command and is none. */
export interface Malformed {
  readonly ok: false
  readonly text: string
  readonly why: string
}

/** Most commands that one text may give. What follows is refused as one. */
export const MAX_COMMANDS = 10
/** Longest line that is read as a command, in characters. */
export const MAX_LINE = 400
/** Longest area, in characters. */
const MAX_AREA = 300

const MENTION = '@heimgewebe/'

/** The commands of a text that is nothing but commands, one a line, with or without the mention. */
export const readCommands = (text: string): (Command | Malformed)[] =>
  bounded(
    linesOf(text).filter((line) => line !== ''),
    (line) => readLine(line, withoutMention(line)),
  )

/**
 * The commands in a comment: lines that begin with the mention. Quoted lines and fenced code are no commands, and a
 * mention of something that is no tool, without a verb, is just a mention.
 */
export const readMentions = (text: string): (Command | Malformed)[] => {
  let fence = ''
  const lines = linesOf(text).filter((line) => {
    const mark = line.startsWith('```') ? '```' : line.startsWith('~~~') ? '~~~' : ''
    if (fence !== '') {
      if (mark === fence) fence = ''
      return false
    }
    fence = mark
    return isCommand(line)
  })
  return bounded(lines, (line) => readLine(line, withoutMention(line)))
}

// NOTE: the texts are hostile. All of this is splitting and looking up, linear in the length of the text; the only
// patterns are single classes of characters.

const linesOf = (text: string): string[] =>
  text
    .toWellFormed()
    .split('\n')
    .map((line) => line.trim())

const startsWithMention = (line: string): boolean => line.slice(0, MENTION.length).toLowerCase() === MENTION

const withoutMention = (line: string): string => (startsWithMention(line) ? line.slice(MENTION.length) : line)

const isCommand = (line: string): boolean => {
  if (!startsWithMention(line)) return false
  const [tool = '', verb = ''] = wordsOf(line.slice(MENTION.length, MAX_LINE))
  return verb.startsWith('/') || verbsOf(tool.toLowerCase()) !== undefined
}

const wordsOf = (text: string): string[] => text.split(/\s/u).filter((word) => word !== '')

const bounded = (lines: readonly string[], read: (line: string) => Command | Malformed): (Command | Malformed)[] => {
  const readings = lines.slice(0, MAX_COMMANDS).map(read)
  const rest = lines.length - MAX_COMMANDS
  if (rest <= 0) return readings
  const text = lines[MAX_COMMANDS] ?? ''
  return [...readings, malformed(text, `at most ${MAX_COMMANDS} commands in one text; ${rest} more were not read`)]
}

const readLine = (line: string, command: string): Command | Malformed => {
  if (line.length > MAX_LINE)
    return malformed(line, `a command has at most ${MAX_LINE} characters, this line has ${line.length}`)
  const [tool = '', slashed = ''] = wordsOf(command)
  if (!slashed.startsWith('/') || slashed.length < 2) return malformed(line, 'a command is <tool> /<verb> <area>')
  const area = areaOf(command.slice(command.indexOf(slashed, tool.length) + slashed.length).trim())
  if (area === undefined)
    return malformed(
      line,
      `an area is one word without control characters, at most ${MAX_AREA} long; put it in "quotes" where it has spaces`,
    )
  return { ok: true, text: line, tool: tool.toLowerCase(), verb: slashed.slice(1).toLowerCase(), area }
}

/** Undefined for what cannot be an area. Invisible characters could make one area look like another. */
const areaOf = (rest: string): string | undefined => {
  const quoted = rest.length > 2 && rest.startsWith('"') && rest.endsWith('"')
  const area = quoted ? rest.slice(1, -1) : rest
  if (area.length > MAX_AREA || area.includes('"') || /\p{C}/u.test(area)) return undefined
  if (quoted ? area.trim() !== area : /\s/u.test(area)) return undefined
  return area.normalize('NFC')
}

const malformed = (text: string, why: string): Malformed => ({ ok: false, text, why })
