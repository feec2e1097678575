const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Brackets without the one bit that tells square from curly ones. */
const OPEN = 0x5b
const CLOSE = 0x5d
const EITHER = ~0x20

/** Keys that turn into something else when an object is copied carelessly. */
const FORBIDDEN = new Set(['__proto__', 'constructor'])
/** Anything that could spell one of them. */
const SUSPICIOUS = /__proto__|constructor|\\u/

/**
 * Why a JSON body is refused before it is used: nested too deep, or with a key that no object may have; undefined where it
 * is neither. What is no JSON at all is left to the parser. One pass over the bytes, so that eight megabytes of brackets
 * cost no memory.
 */
export const jsonProblem = (body: Buffer, maxDepth: number): string | undefined => {
  if (depthOf(body) > maxDepth) return `the body is nested deeper than ${maxDepth} levels`
  const text = body.toString('utf8')
  const key = SUSPICIOUS.test(text) ? forbiddenKey(text) : undefined
  return key === undefined ? undefined : `the body has a key ${key}`
}

const depthOf = (body: Buffer): number => {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!
    if (inText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if ((byte & EITHER) === OPEN) deepest = Math.max(deepest, ++depth)
    else if ((byte & EITHER) === CLOSE) depth--
  }
  return deepest
}

const forbiddenKey = (text: string): string | undefined => {
  const waiting = [parsed(text)]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const key of Object.keys(node)) {
      if (FORBIDDEN.has(key)) return key
      waiting.push((node as Record<string, unknown>)[key])
    }
  }
  return undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
