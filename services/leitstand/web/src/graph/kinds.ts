/** The family of a kind: kinds of one family share a colour, and are told apart by their form. */
export type Family = 'code' | 'file' | 'place' | 'people' | 'trouble' | 'proof' | 'thought'

/** How a kind of node is drawn. */
export interface Look {
  readonly family: Family
  /** Corners as x, y from -1 to 1, the same in the picture and beside it; none: a circle. */
  readonly corners: readonly number[]
}

const regular = (count: number, turn = 0): number[] =>
  Array.from({ length: count }, (_, corner) => {
    const angle = ((corner + turn) / count) * 2 * Math.PI - Math.PI / 2
    return [Math.cos(angle), Math.sin(angle)].map((value) => Math.round(value * 1000) / 1000)
  }).flat()

const star = (points: number, inner: number): number[] =>
  regular(points * 2).map((value, at) => (at % 4 < 2 ? value : Math.round(value * inner * 1000) / 1000))

const SQUARE = [-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8]
const SHEET = [-0.7, -0.95, 0.25, -0.95, 0.7, -0.5, 0.7, 0.95, -0.7, 0.95]
const SHIELD = [-0.85, -0.8, 0, -1, 0.85, -0.8, 0.8, 0.2, 0, 1, -0.8, 0.2]
const HOUSE = [0, -1, 0.95, -0.2, 0.7, -0.2, 0.7, 0.9, -0.7, 0.9, -0.7, -0.2, -0.95, -0.2]
const TAG = [-0.9, -0.65, 0.35, -0.65, 1, 0, 0.35, 0.65, -0.9, 0.65]
const CHEVRON = [-0.9, -0.8, 0.2, -0.8, 0.95, 0, 0.2, 0.8, -0.9, 0.8, -0.2, 0]
const CROSS = [
  -0.35, -1, 0.35, -1, 0.35, -0.35, 1, -0.35, 1, 0.35, 0.35, 0.35, 0.35, 1, -0.35, 1, -0.35, 0.35, -1, 0.35, -1, -0.35,
  -0.35, -0.35,
]
const SLANT = [-0.5, -0.75, 1, -0.75, 0.5, 0.75, -1, 0.75]
const HOURGLASS = [-0.8, -0.9, 0.8, -0.9, 0.25, 0, 0.8, 0.9, -0.8, 0.9, -0.25, 0]
const WIDE = [-1, -0.55, 1, -0.55, 1, 0.55, -1, 0.55]
const BRACKET = [
  -0.95, -0.7, -0.3, -0.95, 0.3, -0.95, 0.95, -0.7, 0.6, 0, 0.95, 0.7, 0.3, 0.95, -0.3, 0.95, -0.95, 0.7, -0.6, 0,
]

const LOOKS: Readonly<Record<string, Look>> = {
  commit: { family: 'code', corners: [] },
  change: { family: 'code', corners: regular(4) },
  file: { family: 'file', corners: SHEET },
  function: { family: 'file', corners: BRACKET },
  repository: { family: 'place', corners: HOUSE },
  area: { family: 'place', corners: SQUARE },
  person: { family: 'people', corners: regular(5) },
  agent_run: { family: 'people', corners: HOURGLASS },
  incident: { family: 'trouble', corners: regular(3) },
  issue: { family: 'trouble', corners: regular(6) },
  ci: { family: 'proof', corners: regular(8, 0.5) },
  check: { family: 'proof', corners: CROSS },
  guard: { family: 'proof', corners: SHIELD },
  release: { family: 'proof', corners: TAG },
  decision: { family: 'thought', corners: CHEVRON },
  epic: { family: 'thought', corners: star(5, 0.45) },
  document: { family: 'thought', corners: WIDE },
  pattern: { family: 'thought', corners: SLANT },
  runbook: { family: 'thought', corners: regular(3, 1.5) },
  rule: { family: 'thought', corners: regular(7) },
}

/** How a kind is drawn; one that this page does not know yet is a square of a thought. */
export const lookOf = (kind: string): Look =>
  (Object.hasOwn(LOOKS, kind) ? LOOKS[kind] : undefined) ?? { family: 'thought', corners: SQUARE }

/** Kinds with a look, in the order of the legend. */
export const KINDS = Object.keys(LOOKS)

/** Families in the order of their colours. */
export const FAMILIES: readonly Family[] = ['code', 'file', 'place', 'people', 'trouble', 'proof', 'thought']
