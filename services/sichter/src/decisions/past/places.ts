/** How much points to each of a numbered set of things, such as the files; 0 to those that were not named. */
export interface Places {
  /** By number: where its value is kept. Two bytes each, since a search makes several of these; up to 65,535 are named. */
  readonly slots: Uint16Array
  readonly values: number[]
  /** Those that were named, in their order. */
  readonly named: number[]
}

export const newPlaces = (size: number, slots = new Uint16Array(size)): Places => ({ slots, values: [0], named: [] })

export const placeOf = ({ slots, values }: Places, row: number): number => values[slots[row] as number] as number

export const addPlace = ({ slots, values, named }: Places, row: number, by: number): void => {
  const slot = slots[row] as number
  if (slot > 0) values[slot] = (values[slot] as number) + by
  else if (by !== 0) {
    slots[row] = values.length
    values.push(by)
    named.push(row)
  }
}

/** The most that points to one of them, and no less than `least`. */
export const mostIn = ({ values }: Places, least: number): number => {
  let most = least
  for (const value of values) most = Math.max(most, value)
  return most
}
