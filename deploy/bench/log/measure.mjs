// Rates and latencies. Nothing here knows what is measured.

/** Events a second of `work(n)`, which does its n-th piece and says how many events that were, with so many at a time. */
const rateOf = async (concurrency, seconds, work) => {
  let events = 0
  let n = 0
  const start = performance.now()
  const end = start + seconds * 1000
  const worker = async (lane) => {
    while (performance.now() < end) {
      const done = await work(n++, lane)
      events += done
    }
  }
  await Promise.all(Array.from({ length: concurrency }, (_, lane) => worker(lane)))
  return { rate: events / ((performance.now() - start) / 1000), events }
}

/** The same with the milliseconds of each piece: `{ rate, p50, p99 }`. */
export const profileOf = async (concurrency, seconds, work) => {
  const took = []
  const { rate, events } = await rateOf(concurrency, seconds, async (n, lane) => {
    const start = performance.now()
    const done = await work(n, lane)
    took.push(performance.now() - start)
    return done
  })
  return { rate, events, ...percentiles(took) }
}

export const percentiles = (took) => {
  const sorted = Float64Array.from(took).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99) }
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
