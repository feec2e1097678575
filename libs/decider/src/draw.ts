/**
 * Draws by lot without chance: a number from 0 up to but not including 1 that looks random and follows from the text
 * alone, so that a rebuild draws the same.
 */
export const drawFrom = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  // FNV alone leaves the last letters in the lowest bits; the end of murmur's hash spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
