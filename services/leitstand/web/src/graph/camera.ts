import type { Core, ElementDefinition } from 'cytoscape'

/** How far the picture is drawn in and out, and how small it may be fitted before it moves to what is picked instead. */
export const ZOOM = { min: 0.15, max: 2, fit: 1.15, readable: 0.72 }
/** How long a movement takes, in milliseconds. */
export const MOVE_MS = 280
/** Room around what is fitted, for the labels that stand out on both sides. */
const ROOM = 230

/** Whether the person asked for no movement. */
export const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Elements of the picture by id. */
type Wanted = ReadonlyMap<string, ElementDefinition>

/** The whole picture where it stays readable; else what is picked with what hangs on it. */
export const look = (cy: Core, wanted: Wanted, pick: string | undefined): void => {
  const all = boxOf([...wanted.values()])
  if (!all || cy.width() === 0) return
  if (zoomFor(cy, all) >= readable(cy)) return moveTo(cy, all)
  const node = wanted.get(`n ${pick}`) ?? wanted.get(String(wanted.get(`e ${pick}`)?.data['source']))
  if (!node?.data.id) return
  const near = [...wanted.values()].filter(
    ({ data }) => data['source'] === node.data.id || data['target'] === node.data.id,
  )
  const ends = new Set(near.flatMap(({ data }) => [String(data['source']), String(data['target'])]))
  const around = boxOf([node, ...[...ends].flatMap((id) => wanted.get(id) ?? [])])
  if (around) moveTo(cy, around, node.position)
}

interface Box {
  readonly x1: number
  readonly x2: number
  readonly y1: number
  readonly y2: number
}

const boxOf = (definitions: readonly ElementDefinition[]): Box | undefined => {
  const spots = definitions.flatMap(({ position }) => (position ? [position] : []))
  if (spots.length === 0) return undefined
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)]
  return { x1: Math.min(...xs) - ROOM, x2: Math.max(...xs) + ROOM, y1: Math.min(...ys) - 50, y2: Math.max(...ys) + 50 }
}

const zoomFor = (cy: Core, { x1, x2, y1, y2 }: Box): number =>
  Math.min(ZOOM.fit, cy.width() / (x2 - x1), cy.height() / (y2 - y1))

/** On a narrow screen a person moves the picture by hand; there it is smaller, so that it shows where things lie. */
const readable = (cy: Core): number => (cy.width() < 600 ? ZOOM.readable / 1.6 : ZOOM.readable)

const moveTo = (cy: Core, box: Box, centre?: { readonly x: number; readonly y: number }): void => {
  const fitting = zoomFor(cy, box)
  const zoom = centre ? Math.max(fitting, readable(cy)) : fitting
  // What does not fit even so is cut off at its far ends, never at the thing that is looked at.
  const middle = centre && fitting < zoom ? centre : { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 }
  const pan = { x: cy.width() / 2 - middle.x * zoom, y: cy.height() / 2 - middle.y * zoom }
  cy.stop()
  if (still()) cy.viewport({ zoom, pan })
  else cy.animate({ zoom, pan }, { duration: MOVE_MS })
}

/** Shows all of it, however small. */
export const fitAll = (cy: Core): void => {
  cy.animate({ fit: { eles: cy.elements(), padding: 24 } }, { duration: still() ? 0 : MOVE_MS })
}
