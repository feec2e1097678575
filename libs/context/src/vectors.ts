/** Makes a vector of each text, all of one length. Rejects where the provider does not answer. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>

/** Cosine of the angle between two vectors, -1 to 1; 0 where one has no length. */
export const cosine = (one: Float32Array, other: Float32Array): number => {
  if (one.length !== other.length)
    throw new RangeError(`vectors of ${one.length} and ${other.length} numbers do not compare`)
  let [dot, left, right] = [0, 0, 0]
  for (let at = 0; at < one.length; at++) {
    dot += one[at]! * other[at]!
    left += one[at]! * one[at]!
    right += other[at]! * other[at]!
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right)
}
