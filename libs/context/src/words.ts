/** Words that say nothing about what a text is about. */
const STOP = new Set(
  'a an and are as at be but by can do does for from has have if in into is it its no not of on or so such that the their then there these they this to was were when which will with you'.split(
    ' ',
  ),
)

/** Texts repeat their words: what each gives is remembered, of those of usual length, until there are too many. */
const REMEMBERED = 20_000
const USUAL = 40
const remembered = new Map<string, readonly string[]>()

/** Words of a text in lower case; an identifier also as its parts: `readConfig` is readconfig, read and config. */
export const wordsOf = (text: string): string[] => {
  const words: string[] = []
  for (const word of text.match(/[\p{L}\p{N}_]+/gu) ?? [])
    for (const one of remembered.get(word) ?? told(word)) words.push(one)
  return words
}

const told = (word: string): readonly string[] => {
  const whole = word.toLowerCase().replace(/^_+|_+$/g, '')
  const parts = partsOf(word)
  const words = [whole, ...(parts.length > 1 ? parts : [])].filter((one) => one.length > 1 && !STOP.has(one))
  if (word.length <= USUAL) {
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(copyOf(word), words.map(copyOf))
  }
  return words
}

/** NOTE: a piece of a text holds all of that text in memory. */
const copyOf = (word: string): string => word.split('').join('')

const partsOf = (word: string): string[] =>
  word
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[_\s]+/)
    .map((part) => part.toLowerCase())
    .filter(Boolean)
