import { Controller, Get, NotFoundException, Param, Query, ServiceUnavailableException } from '@nestjs/common'
import { Graph } from '../io/graph.js'
import type { Counts, GraphRelation, RelatedChanges, Subgraph } from '../io/graph-answers.js'
import { subject, text, whole } from './queries.js'

/** Most relations or changes in one answer. */
const MOST = 1000
/** Longest path that may be asked for, in relations. */
const LONGEST = 6

type Parameters = Readonly<Record<string, unknown>>

/** Reads of the graph. Every answer is bounded, and says so when the bound left something out. */
@Controller('graph')
export class GraphController {
  constructor(private readonly graph: Graph) {}

  /** What is around a node: `node`, `depth` 1 or 2, `type` of relation, `limit` of relations. */
  @Get('neighbours')
  async neighbours(@Query() query: Parameters): Promise<Subgraph & { node: string }> {
    const node = subject('node', query['node'])
    const depth = whole('depth', query['depth'], { least: 1, most: 2, fallback: 1 }) === 2 ? 2 : 1
    const type = text('type', query['type'])
    const limit = whole('limit', query['limit'], { least: 1, most: MOST, fallback: 100 })
    const found = await bounded(this.graph.neighbours({ node, depth, limit, ...(type === undefined ? {} : { type }) }))
    return { node, ...known(found, node) }
  }

  /** A shortest path between two nodes: `from`, `to`, at most `max` relations. */
  @Get('path')
  async path(@Query() query: Parameters): Promise<Subgraph & { found: boolean }> {
    const [from, to] = [subject('from', query['from']), subject('to', query['to'])]
    const max = whole('max', query['max'], { least: 1, most: LONGEST, fallback: 4 })
    const path = known(await bounded(this.graph.path({ from, to, max })), `${from} or ${to}`)
    return { found: path.nodes.length > 0, ...path }
  }

  /** The changes that touched what a change touches: `change`, `limit`. */
  @Get('related')
  async related(@Query() query: Parameters): Promise<RelatedChanges & { change: string }> {
    const change = subject('change', query['change'])
    const limit = whole('limit', query['limit'], { least: 1, most: MOST, fallback: 20 })
    return { change, ...known(await bounded(this.graph.related(change, limit)), change) }
  }

  /** One relation with its evidence. */
  @Get('relations/:id')
  async relation(@Param('id') id: string): Promise<GraphRelation> {
    return known(await this.graph.relation(id), `relation ${id}`)
  }

  /** How many nodes and relations there are. */
  @Get('counts')
  counts(): Promise<Counts> {
    return this.graph.counts()
  }
}

const known = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new NotFoundException({ code: 'unknown', message: `the graph does not know ${what}` })
  return found
}

/** The store ends a read that takes too long or too much memory; the asker can ask for less. */
const bounded = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    if (!/buffer (?:pool|manager)|interrupt/i.test(String(error))) throw error
    const message = 'the answer takes more time or memory than one read may: ask for a shorter path or a smaller limit'
    throw new ServiceUnavailableException({ code: 'too_much', message }, { cause: error })
  }
}
