/** What a text names. */
export interface Named {
  /** Epics and issues: epic/<id>, issue/<repository>/<number>. */
  readonly names: readonly string[]
  /** What the text says must come first, each as the subjects that it may mean. */
  readonly needs: readonly (readonly string[])[]
}

/** Names of one kind that are taken from one text. */
const MOST = 20

// NOTE: the texts are hostile. Every repetition of these patterns is bounded, so that they are linear in the text.

/** `epic/db-migration`, `Epic: db-migration`, `part of epic db-migration`; the word alone would be any word. */
const EPIC =
  /(?<![\p{L}\p{N}_/-])epic(?:[ \t]{0,3}[:/#][ \t]{0,3}|[ \t]{1,3})["'`“]?([a-z0-9][a-z0-9-]{0,99})(?![\p{L}\p{N}_/])/giu
/** `#7`, `!7`, `acme/shop#7`. */
const REFERENCE = String.raw`(?:[\w.-]{1,100}\/[\w.-]{1,100})?[#!]\d{1,9}\b`
const ISSUE = new RegExp(String.raw`(?<![\w/.-])(${REFERENCE})`, 'g')
const NEED = new RegExp(
  String.raw`(?<![\p{L}\p{N}_-])(?:depends[ \t]{1,3}on|blocked[ \t]{1,3}by|needs|requires)[ \t]{0,3}:?[ \t]{0,3}(${REFERENCE}(?:[ \t]{0,3}(?:,|and)[ \t]{0,3}${REFERENCE}){0,9})`,
  'giu',
)
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Whether a text can be the name of an epic: words of a-z and 0-9 with hyphens between them, at most 100 characters. */
export const isEpicName = (text: string): boolean => text.length <= 100 && KEBAB.test(text)

/** The epics and issues that a text of a repository names, and what it says must come first. Quoted lines and fenced code name nothing. */
export const nameEpics = (text: string, repository: string | null): Named => {
  const said = withoutQuotes(text)
  const epics = [...said.matchAll(EPIC)]
    .map(([, name = '']) => name.toLowerCase().replace(/-+$/, ''))
    .filter(isEpicName)
  const issues = [...said.matchAll(ISSUE)].flatMap(([, one = '']) => subjectsOf(one, repository).slice(-1))
  const needs = [...said.matchAll(NEED)].flatMap(([, list = '']) =>
    [...list.matchAll(ISSUE)].map(([, one = '']) => subjectsOf(one, repository)),
  )
  return {
    names: [
      ...firsts(epics.map((name) => `epic/${name}`)),
      ...firsts(issues.filter((subject) => subject.startsWith('issue/'))),
    ],
    needs: needs.filter((one) => one.length > 0).slice(0, MOST),
  }
}

/** What a reference may mean, the issue last: most hosts count requests and issues by one row of numbers. */
const subjectsOf = (reference: string, repository: string | null): string[] => {
  const at = reference.search(/[#!]/)
  const place = at > 0 ? reference.slice(0, at) : repository
  const number = Number(reference.slice(at + 1))
  if (place === null || number === 0) return []
  const request = `pr/${place}/${number}`
  return reference[at] === '!' ? [request] : [request, `issue/${place}/${number}`]
}

const firsts = (names: readonly string[]): string[] => [...new Set(names)].slice(0, MOST)

const withoutQuotes = (text: string): string => {
  let fence = ''
  return text
    .toWellFormed()
    .split('\n')
    .filter((line) => {
      const start = line.trimStart()
      const mark = start.startsWith('```') ? '```' : start.startsWith('~~~') ? '~~~' : ''
      const inside = fence !== ''
      if (inside ? mark === fence : mark !== '') fence = inside ? '' : mark
      return !inside && mark === '' && !start.startsWith('>')
    })
    .join('\n')
}
