/** Columns of what speaks for running a test with a change. */
export const G = {
  own: 0,
  together: 1,
  mostTogether: 2,
  folderTogether: 3,
  name: 4,
  nearness: 5,
  recent: 6,
  fixes: 7,
  fixesTogether: 8,
  alike: 9,
  named: 10,
  width: 11,
} as const

/** What is kept of one repository to choose its tests, as plain structures. */
export interface Guards {
  /** Rows of the files that are tests, and are there. */
  readonly tests: Set<number>
  /** Worth of each column, learned by small steps from sane first values; and how far each has moved. */
  readonly weights: Float64Array
  readonly steps: Float64Array
}

const FIRST: Readonly<Record<keyof Omit<typeof G, 'width'>, number>> = {
  own: 3,
  together: 2,
  mostTogether: 2,
  folderTogether: 1,
  name: 2.5,
  nearness: 0.7,
  recent: 0.3,
  fixes: 0.1,
  fixesTogether: 1,
  alike: 1,
  named: 1,
}

export const newGuards = (): Guards => ({
  tests: new Set(),
  weights: Float64Array.from(Object.values(FIRST)),
  steps: new Float64Array(G.width).fill(4),
})
