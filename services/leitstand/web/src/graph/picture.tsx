import cytoscape, { type Core, type ElementDefinition } from 'cytoscape'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { theme } from '../state/preferences.js'
import { useStore } from '../state/store.js'
import { useWords } from '../texts/words.js'
import type { GraphRelation } from './answers.js'
import { labelOf } from './answers.js'
import type { Picture } from './arrange.js'
import { fitAll, look, MOVE_MS, still, ZOOM } from './camera.js'
import { nearest } from './nearest.js'
import { pictureStyle, readPalette } from './picture-style.js'
import { useRelationWords } from './relation-words.js'

interface Props {
  readonly picture: Picture
  readonly root: string
  readonly pick: string | undefined
  readonly path: ReadonlySet<string>
  readonly label: string
  /** How much of it is shown, in a sentence. */
  readonly status: string
  /** A node was clicked: its neighbours are wanted, or no longer. */
  readonly onNode: (id: string) => void
  /** A node is looked at, and nothing else changes. */
  readonly onLook: (id: string) => void
  readonly onRelation: (id: string) => void
  readonly onMore: (key: string) => void
}

/**
 * The graph as a picture. All that it shows stands in the list beside it too; here the arrow keys move among the nodes and
 * Enter opens one.
 */
export const GraphPicture = (props: Props) => {
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [cy, setCy] = useState<Core>()
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    const container = box.current
    if (!container) return
    const made = cytoscape({
      container,
      minZoom: ZOOM.min,
      maxZoom: ZOOM.max,
      boxSelectionEnabled: false,
      autounselectify: true,
    })
    made.autoungrabify(true)
    made.on('tap', 'node', ({ target }) => {
      if (target.hasClass('more')) latest.current.onMore(String(target.data('key')))
      else latest.current.onNode(String(target.data('node')))
    })
    made.on('tap', 'edge', ({ target }) => {
      const id = target.data('relation') as string | undefined
      if (id !== undefined) latest.current.onRelation(id)
    })
    made.on('mouseover', 'node, edge', ({ target }) => {
      target.addClass('hover')
      container.classList.add('pointing')
    })
    made.on('mouseout', 'node, edge', ({ target }) => {
      target.removeClass('hover')
      container.classList.remove('pointing')
    })
    const resized = new ResizeObserver(() => made.resize())
    resized.observe(container)
    setCy(made)
    return () => {
      resized.disconnect()
      made.destroy()
    }
  }, [])
  useColours(cy, box)
  useElements(cy, props)

  const onKeyDown = (press: KeyboardEvent): void => {
    const way = WAYS[press.key]
    const here = props.picture.nodes.find(({ node }) => node.id === props.pick) ?? props.picture.nodes[0]
    if (!here) return
    if (press.key === 'Enter') props.onNode(here.node.id)
    else if (way) {
      const next = nearest(props.picture.nodes, here, way)
      if (next) props.onLook(next.node.id)
    } else return
    press.preventDefault()
  }
  const zoom = (by: number) => () =>
    cy?.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } })
  return (
    <>
      <div className="picture-frame">
        {/* NOTE: the library would add a style element unless one with its id were here; the page's policy forbids those. */}
        <div
          id="__________cytoscape_stylesheet"
          ref={box}
          className="picture"
          role="application"
          tabIndex={0}
          aria-label={props.label}
          aria-describedby="picture-keys"
          onKeyDown={onKeyDown}
        />
        <p id="picture-keys" className="picture-keys">
          {t('graph.keys')}
        </p>
      </div>
      <div className="picture-foot">
        <p className="soft small" role="status">
          {props.status}
        </p>
        <div className="picture-zoom" role="group" aria-label={t('graph.zoom')}>
          <button
            type="button"
            className="button button-icon"
            onClick={zoom(1.3)}
            aria-label={t('graph.zoomIn')}
            title={t('graph.zoomIn')}
          >
            +
          </button>
          <button
            type="button"
            className="button button-icon"
            onClick={zoom(1 / 1.3)}
            aria-label={t('graph.zoomOut')}
            title={t('graph.zoomOut')}
          >
            −
          </button>
          <button
            type="button"
            className="button button-icon"
            onClick={() => cy && fitAll(cy)}
            aria-label={t('graph.zoomAll')}
            title={t('graph.zoomAll')}
          >
            ⤢
          </button>
        </div>
      </div>
    </>
  )
}

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Colours follow the page's, also when the system changes between light and dark. */
const useColours = (cy: Core | undefined, box: { readonly current: HTMLDivElement | null }): void => {
  const colours = useStore(theme)
  useEffect(() => {
    const paint = (): void => {
      if (cy && box.current) cy.style(pictureStyle(readPalette(box.current)))
    }
    paint()
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', paint)
    return () => system.removeEventListener('change', paint)
  }, [cy, box, colours])
}

/** Brings the elements to what the picture says, keeping those that stay, and the eye to what is looked at. */
const useElements = (cy: Core | undefined, { picture, root, pick, path }: Props): void => {
  const words = useRelationWords()
  const { t, number } = useWords()
  useEffect(() => {
    if (!cy) return
    const wanted = new Map(
      elementsOf(picture, {
        root,
        pick,
        path,
        words,
        more: (n, cut) => t(cut ? (n === 0 ? 'graph.older' : 'graph.moreCut') : 'graph.more', { n: number(n) }),
      }),
    )
    const fresh: ElementDefinition[] = []
    cy.batch(() => {
      for (const element of cy.elements()) if (!wanted.has(element.id())) element.remove()
      for (const [id, definition] of wanted) {
        const known = cy.getElementById(id)
        if (known.empty()) fresh.push(definition)
        else known.data(definition.data).classes(definition.classes ?? '')
      }
      cy.add(fresh)
    })
    for (const [id, { position }] of wanted)
      if (position) {
        const element = cy.getElementById(id)
        element.stop()
        if (still() || fresh.some(({ data }) => data.id === id)) element.position({ ...position })
        else element.animate({ position: { ...position } }, { duration: MOVE_MS })
      }
    // A relation is looked at where it lies; only something new moves the picture.
    const moved = fresh.length > 0 || picture.nodes.some(({ node }) => node.id === pick)
    if (moved) look(cy, wanted, pick)
  }, [cy, picture, root, pick, path, words, t, number])
}

type Marks = Pick<Props, 'root' | 'pick' | 'path'> & {
  readonly words: ReturnType<typeof useRelationWords>
  readonly more: (count: number, cut: boolean) => string
}

const elementsOf = ({ nodes, more, relations }: Picture, marks: Marks): [string, ElementDefinition][] => {
  const placed = new Map(nodes.map((one) => [one.node.id, one]))
  const picked = (id: string): string => (id === marks.pick ? 'picked' : '')
  const found: [string, ElementDefinition][] = []
  for (const { node, x, y, side, trunk } of nodes) {
    const classes = [
      `kind-${node.kind}`,
      side < 0 ? 'left' : '',
      // NOTE: the library takes a class that is given twice for a difference, or misses one that is gone.
      trunk || node.id === marks.root ? 'trunk' : '',
      node.id === marks.root ? 'root' : '',
    ]
    found.push([
      `n ${node.id}`,
      {
        group: 'nodes',
        data: { id: `n ${node.id}`, node: node.id, label: labelOf(node) },
        position: { x, y },
        classes: [...classes, picked(node.id)].join(' '),
      },
    ])
  }
  for (const { key, parent, left, group, x, y, side } of more) {
    found.push([
      `m ${key}`,
      {
        group: 'nodes',
        data: { id: `m ${key}`, key, label: marks.more(left, group.cut) },
        position: { x, y },
        classes: `more ${side < 0 ? 'left' : ''}`,
      },
    ])
    found.push([
      `r ${key}`,
      {
        group: 'edges',
        data: { id: `r ${key}`, source: `n ${parent}`, target: `m ${key}`, label: '' },
        classes: `twig rest away ${side < 0 ? 'leftward' : 'rightward'}`,
      },
    ])
  }
  for (const relation of relations) {
    const id = `e ${relation.id}`
    found.push([
      id,
      {
        group: 'edges',
        data: {
          id,
          relation: relation.id,
          source: `n ${relation.from}`,
          target: `n ${relation.to}`,
          label: marks.words.short(relation),
        },
        classes: [wayOf(relation, placed), marks.path.has(relation.id) ? 'path' : '', picked(relation.id)].join(' '),
      },
    ])
  }
  return found
}

/** How a relation runs: along the tree, away from the root or back, or across it. */
const wayOf = ({ from, to }: GraphRelation, placed: ReadonlyMap<string, Picture['nodes'][number]>): string => {
  const [source, target] = [placed.get(from)!, placed.get(to)!]
  const away = target.parent === from
  if (!away && source.parent !== to) return 'cross'
  return `twig ${away ? 'away' : 'back'} ${source.x < target.x ? 'rightward' : 'leftward'}`
}
