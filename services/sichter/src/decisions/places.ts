/** How much points to each of a numbered set of things, such as the files; 0 to those that were not named. */
export interface Places {
  readonly values: Float64Array
  /** Those that were named, in their order. */
  readonly named: number[]
}

export const newPlaces = (size: number): Places => ({ values: new Float64Array(size), named: [] })

export const addPlace = ({ values, named }: Places, row: number, by: number): void => {
  const value = values[row] as number
  if (value === 0) named.push(row)
  values[row] = value + by
}

/** The most that points to one of them, and no less than `least`. */
export const mostIn = ({ values, named }: Places, least: number): number => {
  let most = least
  for (const row of named) most = Math.max(most, values[row] as number)
  return most
}
