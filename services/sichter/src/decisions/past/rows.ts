/** A growing table of numbers, row by row: a tenth of the memory of as many objects, and stored as it is. */
export interface Rows {
  readonly width: number
  used: number
  cells: Float64Array
}

export const newRows = (width: number, capacity = 16): Rows => ({
  width,
  used: 0,
  cells: new Float64Array(width * capacity),
})

/** Adds a row of zeros and returns its number. */
export const addRow = (rows: Rows): number => {
  if ((rows.used + 1) * rows.width > rows.cells.length) {
    const cells = new Float64Array(rows.cells.length * 2)
    cells.set(rows.cells)
    rows.cells = cells
  }
  return rows.used++
}

export const cell = (rows: Rows, row: number, column: number): number => rows.cells[row * rows.width + column] as number

export const setCell = (rows: Rows, row: number, column: number, value: number): void => {
  rows.cells[row * rows.width + column] = value
}

export const addCell = (rows: Rows, row: number, column: number, by = 1): void => {
  rows.cells[row * rows.width + column] = cell(rows, row, column) + by
}

/** A growing list of whole numbers, cut into lists by their ends: the files of change 0, of change 1, and so on. */
export interface Lists {
  ends: Uint32Array
  count: number
  items: Uint32Array
}

export const newLists = (): Lists => ({ ends: new Uint32Array(64), count: 0, items: new Uint32Array(256) })

const room = (array: Uint32Array, size: number): Uint32Array<ArrayBuffer> => {
  const wider = new Uint32Array(Math.max(size, array.length * 2))
  wider.set(array)
  return wider
}

/** Adds one list after the others. */
export const addList = (lists: Lists, items: readonly number[]): void => {
  const start = lists.count === 0 ? 0 : (lists.ends[lists.count - 1] as number)
  if (start + items.length > lists.items.length) lists.items = room(lists.items, start + items.length)
  if (lists.count === lists.ends.length) lists.ends = room(lists.ends, lists.count + 1)
  lists.items.set(items, start)
  lists.ends[lists.count++] = start + items.length
}

/** The list with this number, without a copy. */
export const listOf = (lists: Lists, index: number): Uint32Array =>
  lists.items.subarray(index === 0 ? 0 : lists.ends[index - 1], lists.ends[index])
