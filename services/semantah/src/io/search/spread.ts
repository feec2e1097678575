/** How many numbers `spread` gives for so many: the next power of two, at least 32. */
export const spreadLength = (dimension: number): number => 2 ** Math.max(5, Math.ceil(Math.log2(dimension)))

/**
 * Turns a vector so that what few numbers held is in all of them, and keeps all angles: signs are changed as at random and
 * a Walsh-Hadamard transform is applied. Only then do the signs of two vectors differ in proportion to their angle; those
 * of a short text, whose numbers are mostly zero, would not.
 */
export const spread = (vector: Float32Array): Float32Array => {
  const turned = new Float32Array(spreadLength(vector.length))
  for (let at = 0; at < vector.length; at++) turned[at] = flips(at) ? -vector[at]! : vector[at]!
  for (let step = 1; step < turned.length; step *= 2)
    for (let block = 0; block < turned.length; block += 2 * step)
      for (let at = block; at < block + step; at++) {
        const [one, other] = [turned[at]!, turned[at + step]!]
        turned[at] = one + other
        turned[at + step] = one - other
      }
  return turned
}

/** Whether the sign at a place is changed: fixed for ever, since it decides what is kept. */
const flips = (place: number): boolean => {
  const mixed = Math.imul((place + 1) ^ ((place + 1) >>> 15), 0x2c1b3c6d)
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) & 0x10000) !== 0
}
