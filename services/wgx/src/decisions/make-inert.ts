/** Whether a character could act on a terminal, turn the direction of text, or be refused by the store. */
const isActive = (code: number): boolean =>
  (code < 0x20 && code !== 0x0a && code !== 0x09) ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0xfeff ||
  (code >= 0xd800 && code <= 0xdfff) ||
  (code >= 0xe0000 && code <= 0xe007f)

/** Hostile text as data: each character that could do something becomes U+FFFD; lines and tabs stay. */
export const makeInert = (text: string): string => {
  let inert = ''
  for (const character of text.replaceAll(/\r\n?/g, '\n')) {
    inert += isActive(character.codePointAt(0) ?? 0) ? '\ufffd' : character
  }
  return inert
}

/** Colours and cursor movements of terminals, which say nothing in a record. */
const TERMINAL_SEQUENCE = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/** The last characters of an output, inert. At most 8,000 characters. */
export const outputTail = (output: string): string =>
  endOf(makeInert(output.slice(-4 * TAIL_CHARACTERS).replaceAll(TERMINAL_SEQUENCE, '')), TAIL_CHARACTERS)

/** One line of at most so many characters, inert; an ellipsis says that there was more. */
export const oneLine = (text: string, most: number): string => {
  const line = makeInert(text.replaceAll(TERMINAL_SEQUENCE, '')).replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`
}

const TAIL_CHARACTERS = 8000

const endOf = (text: string, most: number): string => [...text].slice(-most).join('')
