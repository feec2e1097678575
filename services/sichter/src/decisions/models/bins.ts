export const BINS = 32

/** Edges of up to 32 bins of equal share for each feature, from the rows given: edges[feature * BINS + bin]. */
export const findEdges = (matrix: Float32Array, width: number, rows: Int32Array): Float32Array => {
  const edges = new Float32Array(width * BINS)
  const column = new Float32Array(rows.length)
  for (let feature = 0; feature < width; feature++) {
    for (let at = 0; at < rows.length; at++) column[at] = matrix[(rows[at] as number) * width + feature] as number
    column.sort()
    let previous = -Infinity
    let bin = 0
    for (let step = 1; step < BINS; step++) {
      const edge = column[Math.min(column.length - 1, Math.floor((step * column.length) / BINS))] as number
      if (edge > previous) edges[feature * BINS + bin++] = previous = edge
    }
    while (bin < BINS) edges[feature * BINS + bin++] = Infinity
  }
  return edges
}

/** The bin of a value: the first whose upper edge is not below it. */
const binOf = (edges: Float32Array, feature: number, value: number): number => {
  let low = 0
  let high = BINS - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[feature * BINS + middle] as number) >= value) high = middle
    else low = middle + 1
  }
  return low
}

/** The bins of row-major measures, row by row. */
export const binAll = (measures: Float32Array, width: number, edges: Float32Array): Uint8Array => {
  const bins = new Uint8Array(measures.length)
  // Many a value is that of the row before.
  const values = new Float32Array(width).fill(NaN)
  const known = new Uint8Array(width)
  for (let row = 0; row < measures.length; row += width)
    for (let feature = 0; feature < width; feature++) {
      const value = measures[row + feature] as number
      if (value !== values[feature]) {
        values[feature] = value
        known[feature] = binOf(edges, feature, value)
      }
      bins[row + feature] = known[feature] as number
    }
  return bins
}
