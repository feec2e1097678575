/** Characters of a text that are read, and terms that are taken from it; a hostile text cannot cost more. */
const MOST_TEXT = 20_000
const MOST_TERMS = 400

const WORD = /[A-Za-z_][A-Za-z0-9_]{2,60}/g
const COMPOUND = /[A-Za-z0-9]{2,30}(?:[-.][A-Za-z0-9]{1,30}){1,5}/g
const SUFFIX = /(?:ations?|ings?|edly|ed|es|s)$/
/** The letters with which such an ending ends: a word with another one is its own stem. */
const LAST = new Set('nsgyd')

/** The stem of a plain word: enough that "crashes" meets "crash". */
const stemOf = (word: string): string => {
  if (word.length < 5 || !LAST.has(word.charAt(word.length - 1))) return word
  const stem = word.replace(SUFFIX, '')
  return stem.length < 3 ? word : stem
}

const add = (terms: Map<string, number>, term: string): void => {
  const count = terms.get(term)
  if (count !== undefined || terms.size < MOST_TERMS) terms.set(term, (count ?? 0) + 1)
}

/** A name that may have parts: most words have none, and this tells so at once. */
const MIXED = /[_A-Z]/

const isLarge = (code: number): boolean => code >= 65 && code <= 90
const isSmall = (code: number): boolean => code >= 97 && code <= 122
const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Whether a part begins here: at a capital after a small letter or digit, or at the last of several before a small letter. */
const isSeam = (name: string, at: number): boolean => {
  if (at === 0 || !isLarge(name.charCodeAt(at))) return false
  const before = name.charCodeAt(at - 1)
  return isSmall(before) || isDigit(before) || (isLarge(before) && isSmall(name.charCodeAt(at + 1)))
}

/** The parts of an identifier: of `netdevOpen_all`, netdev, open and all. Empty for a plain word. */
export const partsOf = (name: string): string[] => {
  if (!MIXED.test(name)) return []
  const parts: string[] = []
  let from = 0
  for (let at = 0; at <= name.length; at++) {
    const underscore = name[at] === '_'
    if (at < name.length && !underscore && !isSeam(name, at)) continue
    parts.push(name.slice(from, at).toLowerCase())
    from = underscore ? at + 1 : at
  }
  return parts.length < 2 ? [] : parts.filter((part) => part.length > 2).map(stemOf)
}

/** The terms of a text with their counts: words by their stem, identifiers whole and in parts, file names and compounds. */
export const termsOf = (text: string): Map<string, number> => {
  const terms = new Map<string, number>()
  const read = text.slice(0, MOST_TEXT)
  for (const word of read.match(WORD) ?? []) {
    const parts = partsOf(word)
    const lower = word.toLowerCase()
    add(terms, parts.length === 0 ? stemOf(lower) : lower)
    for (const part of parts) add(terms, part)
  }
  for (const compound of read.match(COMPOUND) ?? []) add(terms, `=${compound.toLowerCase()}`)
  return terms
}

/** The terms of a path: itself, its file name with and without the ending, and the words in both. */
export const termsOfPath = (path: string): string[] => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const stem = name.replace(/\.[^.]*$/, '')
  return [...new Set([`/${path}`, `=${name}`, `=${stem}`, ...termsOf(path.replace(/[-/.]/g, ' ')).keys()])]
}

const PREFIX = /^\s*([\w./,()-]{2,40}(?: [\w./,-]{1,20})?)\s*:/

/** What a title names before its first colon, as a term of its own; empty where it has none. */
export const prefixOf = (title: string): string => {
  const found = PREFIX.exec(title)
  return found === null ? '' : `^${(found[1] ?? '').toLowerCase()}`
}

const NAME =
  /\b(?:[A-Za-z]\w{0,60}_\w{1,60}|[a-z]{1,60}[A-Z]\w{0,60}|[A-Z]{1,60}[a-z]\w{0,60}[A-Z]\w{0,60}|\w{3,60}(?=\(\)))\b|--?[a-z][\w-]{3,60}|\w{1,60}[-.][\w.-]{1,60}\w/g

/** The terms of a text that look like names in code: with parts, with brackets behind them, options, file names. */
export const namesIn = (text: string): Set<string> => {
  const names = new Set<string>()
  for (const name of text.slice(0, MOST_TEXT).match(NAME) ?? []) {
    names.add(name.toLowerCase())
    names.add(`=${name.toLowerCase()}`)
  }
  return names
}

const HEAD = 160
const LONGEST_HEAD = 100

/** The first sentence of a report. */
export const headOf = (text: string): string => (text.slice(0, HEAD).split(/\n|\.\s/)[0] ?? '').slice(0, LONGEST_HEAD)

/** The name of a file without its folder and ending, in lower case. */
export const stemOfPath = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()

const MOST_STEMS = 60

/** Words of a report that may be the stem of a file's name: what stands before a colon in its head, and names with hyphens. */
export const stemsIn = (text: string, head: string): Set<string> => {
  const before = head
    .toLowerCase()
    .split(':')
    .slice(0, -1)
    .join(' ')
    .split(/[\s,/]+/)
  const joined =
    text
      .slice(0, MOST_TEXT)
      .toLowerCase()
      .match(/\b[a-z]\w{0,60}(?:[-_]\w{1,60})+/g) ?? []
  return new Set([...before, ...joined].filter((name) => name.length > 1).slice(0, MOST_STEMS))
}

/** What a message says, without the lines that only name people and commits. */
export const withoutTrailers = (body: string): string =>
  body
    .slice(0, MOST_TEXT)
    .split('\n')
    .filter(
      (line) =>
        !/^\s*(?:[A-Z][a-z]+-)+[a-z]+:|^\s*(?:cc|fixes|closes|link|bug|bugzilla):|commit [0-9a-f]{7,40}/i.test(line),
    )
    .join('\n')
