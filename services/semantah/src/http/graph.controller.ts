import { BadRequestException, Controller, Get, Param, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { Graph } from '../io/graph.js'
import type { Counts, GraphRelation, NamedNodes, RelatedChanges, Subgraph } from '../io/graph-answers.js'
import { answered, MOST } from './answers.js'
import { findNamed, NODE_ORDERS } from '../io/questions/named-nodes.js'
import { moment, oneOf, type Parameters, subject, text, whole } from './queries.js'

/** Longest path that may be asked for, in relations. */
const LONGEST = 6

/** Reads of the graph. Every answer is bounded, says so when the bound left something out, and takes `at` for a past moment. */
@Controller('graph')
@Needs('read')
export class GraphController {
  constructor(private readonly graph: Graph) {}

  /** What is around a node: `node`, `depth` 1 or 2, `type` of relation, `limit` of relations. */
  @Get('neighbours')
  async neighbours(@Query() query: Parameters): Promise<Subgraph & { node: string }> {
    const node = subject('node', query['node'])
    const depth = whole('depth', query['depth'], { least: 1, most: 2, fallback: 1 }) === 2 ? 2 : 1
    const type = text('type', query['type'])
    const limit = whole('limit', query['limit'], { least: 1, most: MOST, fallback: 100 })
    const asked = { node, depth, limit, ...(type === undefined ? {} : { type }), ...moment(query) } as const
    return { node, ...(await answered(this.graph.neighbours(asked), node)) }
  }

  /** Nodes by what they are called: `q` a part of the id or title, `kind`, `order`, `limit`. */
  @Get('nodes')
  async nodes(@Query() query: Parameters): Promise<NamedNodes> {
    const words = text('q', query['q']) ?? ''
    if (words.trim().length < 2 || words.length > 200)
      throw new BadRequestException({ code: 'parameter', message: 'q is no text of 2 to 200 characters' })
    const kind = text('kind', query['kind'])
    const limit = whole('limit', query['limit'], { least: 1, most: 100, fallback: 20 })
    const order = oneOf('order', query['order'], NODE_ORDERS)
    const asked = {
      text: words.trim(),
      order,
      limit: limit + 1,
      ...(kind === undefined ? {} : { kind }),
      ...moment(query),
    }
    const found = await answered(
      this.graph.ask((reader) => findNamed(reader, asked)),
      words,
    )
    return { nodes: found.slice(0, limit), truncated: found.length > limit }
  }

  /** A shortest path between two nodes: `from`, `to`, at most `max` relations. */
  @Get('path')
  async path(@Query() query: Parameters): Promise<Subgraph & { found: boolean }> {
    const [from, to] = [subject('from', query['from']), subject('to', query['to'])]
    const max = whole('max', query['max'], { least: 1, most: LONGEST, fallback: 4 })
    const path = await answered(this.graph.path({ from, to, max, ...moment(query) }), `${from} or ${to}`)
    return { found: path.nodes.length > 0, ...path }
  }

  /** The changes that touched what a change touches: `change`, `limit`. */
  @Get('related')
  async related(@Query() query: Parameters): Promise<RelatedChanges & { change: string }> {
    const change = subject('change', query['change'])
    const limit = whole('limit', query['limit'], { least: 1, most: MOST, fallback: 20 })
    return { change, ...(await answered(this.graph.related(change, limit, moment(query).moment), change)) }
  }

  /** One relation with its evidence. */
  @Get('relations/:id')
  async relation(@Param('id') id: string, @Query() query: Parameters): Promise<GraphRelation> {
    return answered(this.graph.relation(id, moment(query).moment), `relation ${id}`)
  }

  /** How many nodes and relations there are. */
  @Get('counts')
  counts(@Query() query: Parameters): Promise<Counts> {
    return answered(this.graph.counts(moment(query).moment), 'itself')
  }
}
