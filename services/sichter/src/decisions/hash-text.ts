/** A 32-bit FNV-1a hash. */
export const hash32 = (text: string, seed = 0x811c9dc5): number => {
  let hash = seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 0
}

/** A 52-bit hash, for keys that must practically never meet. */
export const hash52 = (text: string): number => hash32(text) + (hash32(text, 0x1000193) & 0xfffff) * 4294967296
