/** Words that say nothing about what a text is about. */
const STOP = new Set(
  'a an and are as at be but by can do does for from has have if in into is it its no not of on or so such that the their then there these they this to was were when which will with you'.split(
    ' ',
  ),
)

/** Words of a text in lower case; an identifier also as its parts: `readConfig` is readconfig, read and config. */
export const wordsOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
    const whole = word.toLowerCase().replace(/^_+|_+$/g, '')
    const parts = partsOf(word)
    return [whole, ...(parts.length > 1 ? parts : [])].filter((one) => one.length > 1 && !STOP.has(one))
  })

const partsOf = (word: string): string[] =>
  word
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[_\s]+/)
    .map((part) => part.toLowerCase())
    .filter(Boolean)
