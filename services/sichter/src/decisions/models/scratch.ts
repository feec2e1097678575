/**
 * Room that one search, or one step of learning, uses after another, so that each need not take half a megabyte from the
 * system: all zeros when it is handed out, at least as long as asked for, and never to be kept.
 */
export const newScratch = <T extends Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array>(
  make: (size: number) => T,
): ((size: number) => T) => {
  let room = make(0)
  return (size) => {
    if (room.length < size) room = make(Math.ceil(size * 1.25))
    else room.fill(0, 0, size)
    return room
  }
}
