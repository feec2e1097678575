import { MOST } from './answers.js'
import { copyPaths, copySchemas } from './openapi-copies.js'
import { schemas } from './openapi-schemas.js'
import { searchPaths, searchSchemas } from './openapi-search.js'

type Schema = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const answer = (description: string, name: string): Schema => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
})
const query = (name: string, description: string, required = true, schema: Schema = text): Schema => ({
  name,
  in: 'query',
  required,
  description,
  schema,
})
const AT = query('at', 'As it was then: an RFC 3339 time, or a position of the log.', false)
const limit = (standard: number): Schema =>
  query('limit', `Most rows; ${standard} by default.`, false, { type: 'integer', minimum: 1, maximum: MOST })
const whole = (name: string, description: string, maximum: number): Schema =>
  query(name, description, false, { type: 'integer', minimum: 1, maximum })

const get = (summary: string, name: string, parameters: readonly Schema[]): Schema => ({
  get: {
    summary,
    parameters: [...parameters, AT],
    responses: {
      200: answer('The answer; truncated says whether a limit left something out.', name),
      400: answer('A parameter is wrong.', 'Problem'),
      401: answer('No or a wrong token.', 'Problem'),
      404: answer('The graph does not know it.', 'Problem'),
      503: answer('The store does not answer, or not within the time of one read; says which and where.', 'Problem'),
    },
  },
})

const FILE = query('file', 'Subject of a file: file/<owner>/<name>/<path>.')
const CHANGE = query('change', 'Subject of a change: change/…, pr/… or branch/….')

/** OpenAPI 3.1 of every read of the graph and the search. */
export const describeApi = (): object => ({
  openapi: '3.1.0',
  info: { title: 'semantah: the graph and the search', version: '1' },
  security: [{ token: [] }],
  paths: {
    '/graph/neighbours': get('What is around a node, newest first.', 'Subgraph', [
      query('node', 'Subject of the node.'),
      whole('depth', 'Steps, 1 by default.', 2),
      query('type', 'Only relations of this type.', false),
      limit(100),
    ]),
    '/graph/nodes': get('Nodes by what they are called.', 'NamedNodes', [
      query('q', 'Part of the id or the title, 2 to 200 characters; capitals do not matter.'),
      query('kind', 'Only nodes of this kind.', false),
      query(
        'order',
        'name (by default): the shortest ids first; used: those with most relations; newest: those heard of last. Of more than 500 the rest is left out of an order.',
        false,
        { enum: ['name', 'used', 'newest'] },
      ),
      query('limit', 'Most rows; 20 by default.', false, { type: 'integer', minimum: 1, maximum: 100 }),
    ]),
    '/graph/path': get('A shortest path, of equally short ones the one that explains most.', 'Path', [
      query('from', 'Subject at one end.'),
      query('to', 'Subject at the other end.'),
      whole('max', 'Most relations, 4 by default.', 6),
    ]),
    '/graph/related': get('The changes that touched what a change touches.', 'RelatedChanges', [CHANGE, limit(20)]),
    '/graph/relations/{id}': get('One relation with its evidence.', 'Relation', [
      { name: 'id', in: 'path', required: true, description: 'Own id, <position>-<n>.', schema: text },
    ]),
    '/graph/counts': get('How many nodes and relations there are.', 'Counts', []),
    '/graph/history': get('What happened to a file, renames followed.', 'FileHistory', [FILE, limit(50)]),
    '/graph/affected': get('The areas that a change reaches.', 'Affected', [CHANGE, limit(100)]),
    '/graph/dependents': get('What uses the code that a change alters, or a symbol or file.', 'Dependents', [
      query('about', 'Subject of a change, a symbol (function/…) or a file.'),
      whole('depth', 'Uses that may lie between, 1 by default.', 4),
      limit(100),
    ]),
    '/graph/cochanges': get('The files that change with a file.', 'CoChanges', [FILE, limit(20)]),
    '/graph/owners': get('Who knows a file or an area.', 'Owners', [
      query('about', 'Subject of a file or an area.'),
      limit(10),
    ]),
    '/graph/hotspots': get('Files that change often and make trouble.', 'Hotspots', [
      query('repository', 'owner/name.'),
      query('since', 'Changes since this RFC 3339 time.', false),
      limit(20),
    ]),
    ...searchPaths,
    ...copyPaths,
  },
  components: {
    schemas: { ...schemas, ...searchSchemas, ...copySchemas },
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  },
})
