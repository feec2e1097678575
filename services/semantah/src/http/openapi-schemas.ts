type Schema = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const count = { type: 'integer', minimum: 0 }
const share = { type: 'number', minimum: 0, maximum: 1 }
const flag = { type: 'boolean' }
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const list = (items: Schema): Schema => ({ type: 'array', items })
const counts = { type: 'object', additionalProperties: count }
const events = list({ type: 'string', description: 'Id of an event of the log.' })

/** An object whose fields are all required but those whose name ends in a question mark. */
const object = (description: string, fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description,
  required: Object.keys(fields).filter((name) => !name.endsWith('?')),
  properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace('?', ''), schema])),
})

const subgraph = { nodes: list(ref('Node')), relations: list(ref('Relation')), truncated: flag }

/** Schemas of the answers, by name. */
export const schemas: Readonly<Record<string, Schema>> = {
  Problem: object('What went wrong.', { code: text, message: text }),
  Node: object('A node.', { id: text, kind: text, title: text, state: text, repository: text, since: time }),
  Relation: object('A relation and the event that it rests on.', {
    id: text,
    type: text,
    from: text,
    to: text,
    since: time,
    'until?': time,
    confidence: share,
    'added?': count,
    'deleted?': count,
    event: object('The event.', { id: text, type: text, position: count }),
  }),
  Subgraph: object('A part of the graph.', { node: text, ...subgraph }),
  NamedNodes: object('In the order that was asked for.', { nodes: list(ref('Node')), truncated: flag }),
  Path: object('A path in order.', { found: flag, ...subgraph }),
  RelatedChanges: object('Most shared files first.', {
    change: text,
    changes: list(
      object('A change.', {
        change: ref('Node'),
        files: list(text),
        incidents: list(object('An incident that it caused.', { incident: ref('Node'), relation: ref('Relation') })),
      }),
    ),
    truncated: flag,
  }),
  Counts: object('By kind and type.', { nodes: counts, relations: counts, position: count }),
  FileHistory: object('What happened to a file.', {
    file: ref('Node'),
    names: list(text),
    renames: list(ref('Relation')),
    changes: list(
      object('A change.', {
        change: ref('Node'),
        relation: ref('Relation'),
        linked: list(object('What is linked to it.', { node: ref('Node'), relation: ref('Relation') })),
      }),
    ),
    incidents: list(
      object('An incident that it was involved in.', {
        incident: ref('Node'),
        how: list({ type: 'string', enum: ['hit', 'caused', 'fixed'] }),
        relations: list(text),
      }),
    ),
    truncated: flag,
  }),
  Affected: object('What a change affects, nearest first.', {
    change: ref('Node'),
    areas: list(object('An area.', { area: ref('Node'), distance: count, because: ref('Relation') })),
    truncated: flag,
  }),
  Dependents: object('Nearest first.', {
    about: ref('Node'),
    dependents: list(object('A symbol or file.', { symbol: ref('Node'), distance: count, because: ref('Relation') })),
    truncated: flag,
  }),
  CoChanges: object('Most support first.', {
    file: ref('Node'),
    commits: count,
    partners: list(object('A file.', { file: ref('Node'), support: count, confidence: share, events })),
    truncated: flag,
  }),
  Owners: object('Greatest share first.', {
    about: ref('Node'),
    half_life_days: count,
    owners: list(
      object('A person.', {
        person: ref('Node'),
        share,
        changes: count,
        added: count,
        deleted: count,
        last: time,
        events,
      }),
    ),
    truncated: flag,
  }),
  Hotspots: object('Highest score first.', {
    repository: text,
    since: time,
    hotspots: list(
      object('A file.', { file: ref('Node'), score: count, changes: count, lines: count, trouble: count, events }),
    ),
    truncated: flag,
  }),
}
