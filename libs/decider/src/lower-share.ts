const Z = 1.96

/**
 * Lower bound of a share of `hits` in `all`, 0 to 1: Wilson's score interval at 95 %. Three of three are 0.44, thirty of
 * thirty 0.89, none of none 0.
 */
export const lowerShare = (hits: number, all: number): number => {
  if (all === 0) return 0
  const p = hits / all
  const centre = p + (Z * Z) / (2 * all)
  const spread = Z * Math.sqrt((p * (1 - p) + (Z * Z) / (4 * all)) / all)
  return Math.max(0, (centre - spread) / (1 + (Z * Z) / all))
}
