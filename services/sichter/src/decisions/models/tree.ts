/**
 * Trees one behind the other as flat arrays, so that hundreds of them stay in the processor's cache. A feature < 0 marks
 * a leaf, whose value is its `number`; else the `number` is a cut: values up to it go to the next node, others to `right`.
 */
export interface Trees {
  readonly feature: Int16Array<ArrayBuffer>
  readonly number: Float32Array<ArrayBuffer>
  readonly right: Int32Array<ArrayBuffer>
  /** Node at which each tree begins. */
  readonly roots: Int32Array<ArrayBuffer>
}

/** Sum of the leaves that these measures fall into, one of each tree. */
export const readTrees = ({ feature, number, right, roots }: Trees, measures: Float32Array, offset: number): number => {
  let sum = 0
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] as number
    let column = feature[node] as number
    while (column >= 0) {
      node = (measures[offset + column] as number) <= (number[node] as number) ? node + 1 : (right[node] as number)
      column = feature[node] as number
    }
    sum += number[node] as number
  }
  return sum
}

/** The same trees in one piece. */
export const joinTrees = (parts: readonly Trees[]): Trees => {
  const nodes = parts.reduce((sum, { feature }) => sum + feature.length, 0)
  const count = parts.reduce((sum, { roots }) => sum + roots.length, 0)
  const joined = {
    feature: new Int16Array(nodes),
    number: new Float32Array(nodes),
    right: new Int32Array(nodes),
    roots: new Int32Array(count),
  }
  let node = 0
  let tree = 0
  for (const { feature, number, right, roots } of parts) {
    const from = node
    joined.feature.set(feature, from)
    joined.number.set(number, from)
    for (const at of right) joined.right[node++] = at + from
    for (const root of roots) joined.roots[tree++] = root + from
  }
  return joined
}
