const FIRST_ROOM = 4096

/**
 * Which ids were noted: "no" is certain; of four thousand million other ids "yes" is said to about as many as were noted.
 * 8 to 16 bytes an id. Past `most` it forgets all and says "yes" to everything.
 */
export class SeenIds {
  /** Hashes, 0 where there is none; each is at the first free place from its own on. */
  private slots = new Uint32Array(FIRST_ROOM)
  private size = 0
  private full = false

  constructor(private readonly most: number) {}

  has(id: string): boolean {
    if (this.full) return true
    const hash = hashOf(id)
    return this.slots[this.placeOf(hash)] === hash
  }

  add(id: string): void {
    if (this.full) return
    const hash = hashOf(id)
    const place = this.placeOf(hash)
    if (this.slots[place] === hash) return
    this.slots[place] = hash
    this.size++
    if (this.size > this.most) {
      this.slots = new Uint32Array(0)
      this.full = true
    } else if (this.size * 2 > this.slots.length) this.grow()
  }

  private placeOf(hash: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let place = hash & mask
    while (slots[place] !== 0 && slots[place] !== hash) place = (place + 1) & mask
    return place
  }

  private grow(): void {
    const before = this.slots
    this.slots = new Uint32Array(before.length * 2)
    for (const hash of before) if (hash !== 0) this.slots[this.placeOf(hash)] = hash
  }
}

/** FNV-1a with a last mixing; never 0. */
const hashOf = (id: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0 || 1
}
