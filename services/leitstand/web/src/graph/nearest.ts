interface Spot {
  readonly x: number
  readonly y: number
}

/** The nearest in a direction; what lies far to its side counts as farther away. */
export const nearest = <T extends Spot>(
  spots: readonly T[],
  from: T,
  [right, down]: readonly [number, number],
): T | undefined => {
  let best: { readonly spot: T; readonly distance: number } | undefined
  for (const spot of spots) {
    const [dx, dy] = [spot.x - from.x, spot.y - from.y]
    const ahead = dx * right + dy * down
    if (ahead <= 0) continue
    const distance = ahead + 4 * Math.abs(dx * down) + (right === 0 ? 0 : Math.abs(dy))
    if (!best || distance < best.distance) best = { spot, distance }
  }
  return best?.spot
}
