/** An open-addressing table from a whole number (below 2^53) to a count: plain typed arrays, so it is small and can be stored as it is. */
export interface Tally {
  used: number
  keys: Float64Array
  values: Float32Array
}

const EMPTY = -1

export const newTally = (capacity = 64): Tally => ({
  used: 0,
  keys: new Float64Array(capacity).fill(EMPTY),
  values: new Float32Array(capacity),
})

const slotOf = (keys: Float64Array, key: number): number => {
  const mask = keys.length - 1
  const low = (key % 4294967296) | 0
  const high = (key / 4294967296) | 0
  let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0
  slot = (slot ^ (slot >>> 15)) & mask
  while (keys[slot] !== EMPTY && keys[slot] !== key) slot = (slot + 1) & mask
  return slot
}

const grow = (tally: Tally): void => {
  const { keys, values } = tally
  tally.keys = new Float64Array(keys.length * 2).fill(EMPTY)
  tally.values = new Float32Array(values.length * 2)
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as number
    if (key === EMPTY) continue
    const slot = slotOf(tally.keys, key)
    tally.keys[slot] = key
    tally.values[slot] = values[index] as number
  }
}

/** What is counted under the key; 0 where nothing is. */
export const countOf = (tally: Tally, key: number): number => {
  const slot = slotOf(tally.keys, key)
  return tally.keys[slot] === key ? (tally.values[slot] as number) : 0
}

/** Sets the count under the key. */
export const setCount = (tally: Tally, key: number, value: number): void => {
  if (tally.used * 4 >= tally.keys.length * 3) grow(tally)
  const slot = slotOf(tally.keys, key)
  if (tally.keys[slot] === EMPTY) {
    tally.keys[slot] = key
    tally.used++
  }
  tally.values[slot] = value
}

/** Adds to the count under the key and returns the new count. */
export const addCount = (tally: Tally, key: number, by = 1): number => {
  const value = countOf(tally, key) + by
  setCount(tally, key, value)
  return value
}
