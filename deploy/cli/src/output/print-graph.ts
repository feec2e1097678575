import { shorten, table } from './format.js'
import { nameOf } from './print-risks.js'
import { harmless, type Terminal } from './terminal.js'

interface Node {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly since: string
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: string
  readonly since: string
  readonly added?: number
  readonly deleted?: number
}

interface Cut {
  readonly truncated: boolean
}

/** What happened to a file. */
export interface History extends Cut {
  readonly file: Node
  readonly names: readonly string[]
  readonly changes: readonly {
    readonly change: Node
    readonly relation: Relation
    readonly linked: readonly { readonly node: Node; readonly relation: Relation }[]
  }[]
  readonly incidents: readonly { readonly incident: Node; readonly how: readonly string[] }[]
}

/** How two things are linked. */
export interface Path extends Cut {
  readonly found: boolean
  readonly nodes: readonly Node[]
  readonly relations: readonly Relation[]
}

/** Who knows a file or an area. */
export interface Owners extends Cut {
  readonly about: Node
  readonly half_life_days: number
  readonly owners: readonly {
    readonly person: Node
    readonly share: number
    readonly changes: number
    readonly last: string
  }[]
}

/** Where a repository hurts. */
export interface Hotspots extends Cut {
  readonly repository: string
  readonly hotspots: readonly {
    readonly file: Node
    readonly score: number
    readonly changes: number
    readonly lines: number
    readonly trouble: number
  }[]
}

/** The files that change with a file. */
export interface CoChanges extends Cut {
  readonly file: Node
  readonly commits: number
  readonly partners: readonly { readonly file: Node; readonly support: number; readonly confidence: number }[]
}

const day = (time: string): string => time.slice(0, 10)
const called = ({ title, id }: Node): string => harmless(title || id)
const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Prints what happened to a file: incidents first, then its changes, newest first. */
export const printHistory = (terminal: Terminal, { file, names, changes, incidents, truncated }: History): void => {
  terminal.print(terminal.tint('strong', harmless(file.title || file.id)))
  if (names.length > 0) terminal.print(terminal.tint('dim', `also known as ${names.map(harmless).join(', ')}`))
  const count = incidents.length === 1 ? '1 incident' : `${incidents.length} incidents`
  terminal.print(`This file was involved in ${count}${incidents.length > 0 ? ':' : '.'}`)
  for (const { incident, how } of incidents)
    terminal.print(`  ${terminal.tint('bad', harmless(incident.id))}  ${called(incident)}  (${how.join(', ')})`)
  for (const { change, relation, linked } of changes) {
    const lines = `+${relation.added ?? 0} -${relation.deleted ?? 0}`
    const line = `${day(relation.since)}  ${nameOf(change.id).padEnd(10)}  ${lines.padEnd(11)} ${called(change)}`
    terminal.print(shorten(line, terminal.width))
    const after = linked.filter(({ relation: { type } }) => type !== 'part_of')
    for (const { node, relation: link } of after)
      terminal.print(
        terminal.tint('dim', `            ${link.type.replaceAll('_', ' ')}: ${called(node)} ${node.state}`.trimEnd()),
      )
  }
  cut(terminal, truncated)
}

/** Prints a path, one relation a line. */
export const printPath = (terminal: Terminal, { found, nodes, relations, truncated }: Path): void => {
  if (!found) terminal.print('no path')
  else terminal.print(called(nodes[0]!))
  for (const [index, { type, from, id }] of relations.entries()) {
    const [near, next] = [nodes[index]!, nodes[index + 1]!]
    const arrow = from === near.id ? `-${type}->` : `<-${type}-`
    terminal.print(`  ${arrow} ${called(next)}  ${terminal.tint('dim', `${harmless(next.id)} (relation ${id})`)}`)
  }
  cut(terminal, truncated)
}

/** Prints who knows something. */
export const printOwners = (
  terminal: Terminal,
  { about, owners, half_life_days: halfLife, truncated }: Owners,
): void => {
  terminal.print(`${terminal.tint('strong', called(about))}: a change weighs half after ${halfLife} days`)
  const rows = owners.map(({ person, share, changes, last }) => [
    percent(share),
    called(person),
    `${changes} changes`,
    `last ${day(last)}`,
  ])
  for (const line of table(rows, [0])) terminal.print(`  ${line}`)
  cut(terminal, truncated)
}

/** Prints where a repository hurts. */
export const printHotspots = (terminal: Terminal, { repository, hotspots, truncated }: Hotspots): void => {
  terminal.print(`${terminal.tint('strong', harmless(repository))}: changes × (1 + trouble)`)
  const rows = hotspots.map(({ file, score, changes, lines, trouble }) => [
    String(score),
    called(file),
    `${changes} changes`,
    `${lines} lines`,
    `${trouble} trouble`,
  ])
  for (const line of table(rows, [0])) terminal.print(`  ${line}`)
  cut(terminal, truncated)
}

/** Prints the files that change with a file. */
export const printCoChanges = (terminal: Terminal, { file, commits, partners, truncated }: CoChanges): void => {
  terminal.print(
    `${terminal.tint('strong', called(file))}: of its ${commits} commits, those that touched another file too`,
  )
  const rows = partners.map((partner) => [
    percent(partner.confidence),
    called(partner.file),
    `${partner.support} commits`,
  ])
  for (const line of table(rows, [0])) terminal.print(`  ${line}`)
  cut(terminal, truncated)
}

const cut = (terminal: Terminal, truncated: boolean): void => {
  if (truncated) terminal.say('(a limit left something out; see --limit)')
}
