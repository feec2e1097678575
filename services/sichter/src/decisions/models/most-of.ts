/** The numbers with the highest scores, the highest first and the higher number first among equals. Keeps a heap of `most`. */
export const mostOf = (numbers: readonly number[], scores: Float32Array | Float64Array, most: number): number[] => {
  const scoreOf = (number: number): number => scores[number] as number
  const isBelow = (a: number, b: number): boolean => scoreOf(a) < scoreOf(b) || (scoreOf(a) === scoreOf(b) && a < b)
  const heap = numbers.slice(0, most)
  // The least stands at 0; no child, at 2i + 1 and 2i + 2, is below its parent.
  const sink = (from: number): void => {
    const number = heap[from] as number
    for (let at = from; ;) {
      let child = 2 * at + 1
      if (child + 1 < heap.length && isBelow(heap[child + 1] as number, heap[child] as number)) child++
      if (child >= heap.length || !isBelow(heap[child] as number, number)) {
        heap[at] = number
        return
      }
      heap[at] = heap[child] as number
      at = child
    }
  }
  for (let at = heap.length >> 1; at >= 0 && heap.length > 0; at--) sink(at)
  for (let at = heap.length; at < numbers.length; at++) {
    const number = numbers[at] as number
    if (!isBelow(heap[0] as number, number)) continue
    heap[0] = number
    sink(0)
  }
  return heap.sort((a, b) => scoreOf(b) - scoreOf(a) || b - a)
}
