import { type FileCoverage, sumCoverage } from './coverage.js'
import type { CoverageReading } from './read-lcov.js'
import { attribute, nodes, parseXml, type XmlNode } from './read-xml.js'

const LISTS = ['package', 'class', 'line', 'method']

/** Reads a Cobertura report: lines hit, file by file. Its customary document type is passed over and never fetched. */
export const readCobertura = (xml: string): CoverageReading => {
  const parsed = parseXml(xml, LISTS, true)
  if (parsed.state === 'refused') return parsed
  const [coverage] = nodes(parsed.root['coverage'])
  if (coverage === undefined) return { state: 'refused', reason: 'it has no element coverage' }
  const lines = new Map<string, Map<string, boolean>>()
  for (const pack of inner(coverage, 'packages', 'package'))
    for (const one of inner(pack, 'classes', 'class')) countClass(one, lines)
  if (lines.size === 0) return { state: 'refused', reason: 'it names no file with lines' }
  const files = [...lines].map(([path, hits]): FileCoverage => {
    const covered = [...hits.values()].filter(Boolean).length
    return { path, lines: hits.size, covered }
  })
  return { state: 'read', report: sumCoverage(files) }
}

/** Several classes may stand in one file. */
const countClass = (one: XmlNode, lines: Map<string, Map<string, boolean>>): void => {
  const path = attribute(one, 'filename').slice(0, 4096)
  if (path === '') return
  const hits = lines.get(path) ?? new Map<string, boolean>()
  for (const line of inner(one, 'lines', 'line')) {
    const number = attribute(line, 'number')
    hits.set(number, (hits.get(number) ?? false) || Number(attribute(line, 'hits')) > 0)
  }
  lines.set(path, hits)
}

const inner = (node: XmlNode, group: string, name: string): XmlNode[] =>
  nodes(node[group]).flatMap((one) => nodes(one[name]))
