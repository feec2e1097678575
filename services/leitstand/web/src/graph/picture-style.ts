import type { StylesheetJson } from 'cytoscape'
import { FAMILIES, KINDS, lookOf } from './kinds.js'

/** The colours of the page as the picture needs them: words of CSS resolved to what they mean now. */
export interface Palette {
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly ground: string
  readonly focus: string
  readonly family: Readonly<Record<string, string>>
  readonly font: string
}

/** Reads the colours that hold now, in the light or the dark. */
export const readPalette = (inside: HTMLElement): Palette => {
  const probe = inside.appendChild(document.createElement('i'))
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const palette = {
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('edge'),
    ground: colour('panel'),
    focus: colour('focus'),
    family: Object.fromEntries(FAMILIES.map((family) => [family, colour(`family-${family}`)])),
    font: getComputedStyle(inside).fontFamily,
  }
  probe.remove()
  return palette
}

/** How the picture is drawn. */
export const pictureStyle = ({ ink, soft, line, ground, focus, family, font }: Palette): StylesheetJson => [
  {
    selector: 'node',
    style: {
      width: 17,
      height: 17,
      label: 'data(label)',
      color: ink,
      'font-family': font,
      'font-size': 13,
      'text-wrap': 'ellipsis',
      'text-max-width': '200px',
      'text-valign': 'center',
      'text-margin-x': 6,
      'text-halign': 'right',
      'background-color': soft,
      'text-background-color': ground,
      'text-background-opacity': 0.85,
      'text-background-padding': '2px',
      'text-background-shape': 'roundrectangle',
      'overlay-opacity': 0,
    },
  },
  ...KINDS.map((kind): StylesheetJson[number] => {
    const { corners, family: own } = lookOf(kind)
    const colour = family[own] ?? soft
    const shape = corners.length === 0 ? {} : { shape: 'polygon' as const, 'shape-polygon-points': corners.join(' ') }
    return { selector: `node.kind-${kind}`, style: { 'background-color': colour, 'border-color': colour, ...shape } }
  }),
  { selector: 'node.left', style: { 'text-halign': 'left', 'text-margin-x': -6 } },
  {
    selector: 'node.trunk',
    style: {
      width: 22,
      height: 22,
      'text-valign': 'bottom',
      'text-halign': 'center',
      'text-margin-x': 0,
      'text-margin-y': 6,
    },
  },
  {
    selector: 'node.root',
    style: { width: 34, height: 34, 'font-size': 15, 'font-weight': 'bold', 'text-max-width': '260px' },
  },
  {
    selector: 'node.more',
    style: {
      shape: 'round-rectangle',
      width: 26,
      height: 16,
      'background-color': ground,
      'border-width': 1,
      'border-style': 'dashed',
      'border-color': soft,
      color: soft,
      'font-size': 12,
    },
  },
  {
    selector: 'node.picked',
    style: {
      'underlay-color': focus,
      'underlay-opacity': 0.28,
      'underlay-padding': 7,
      'underlay-shape': 'ellipse',
      'font-weight': 'bold',
    },
  },
  {
    selector: 'node.hover',
    style: { 'underlay-color': soft, 'underlay-opacity': 0.2, 'underlay-padding': 6, 'underlay-shape': 'ellipse' },
  },
  {
    selector: 'edge',
    style: {
      width: 1.2,
      'line-color': line,
      'target-arrow-color': line,
      'target-arrow-shape': 'triangle',
      'arrow-scale': 0.8,
      'curve-style': 'bezier',
      'font-family': font,
      'font-size': 11,
      color: soft,
      'text-background-color': ground,
      'text-background-opacity': 1,
      'text-background-padding': '2px',
      'target-distance-from-node': 3,
      'overlay-padding': 6,
      'overlay-opacity': 0,
    },
  },
  { selector: 'edge.twig', style: { 'curve-style': 'round-taxi', 'taxi-radius': 8, 'taxi-turn-min-distance': 5 } },
  { selector: 'edge.rightward', style: { 'taxi-direction': 'rightward' } },
  { selector: 'edge.leftward', style: { 'taxi-direction': 'leftward' } },
  { selector: 'edge.away', style: { 'taxi-turn': '44px', 'target-label': 'data(label)', 'target-text-offset': 96 } },
  { selector: 'edge.back', style: { 'taxi-turn': '-44px', 'source-label': 'data(label)', 'source-text-offset': 96 } },
  { selector: 'edge.rest', style: { 'line-style': 'dashed', 'target-arrow-shape': 'none' } },
  { selector: 'edge.cross', style: { 'line-opacity': 0.55, 'line-style': 'dotted', 'control-point-step-size': 60 } },
  {
    selector: 'edge.path',
    style: {
      width: 3,
      'line-color': focus,
      'target-arrow-color': focus,
      'arrow-scale': 1,
      color: ink,
      'line-style': 'solid',
      'line-opacity': 1,
    },
  },
  {
    selector: 'edge.picked, edge.hover',
    style: { width: 2.5, 'line-color': focus, 'target-arrow-color': focus, color: ink, 'line-opacity': 1 },
  },
  { selector: 'edge.cross.picked, edge.cross.hover', style: { label: 'data(label)' } },
]
