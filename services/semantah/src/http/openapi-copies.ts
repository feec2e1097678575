import { basic, guarded, inQuery as query, json, problem, ref, type Schema } from '@heimgewebe/mesh'

const { count, list, object, text } = basic
const place = { type: 'integer', description: 'Position in the log; that of a copy is below 0.' }

/** Paths by which one stack is copied into another. */
export const copyPaths: Readonly<Record<string, Schema>> = {
  '/copies': {
    get: {
      summary: 'Whose vectors are here, how many, and where they are kept.',
      responses: { 200: json('The state.', ref('CopyState')), ...guarded },
    },
  },
  '/copies/documents': {
    get: {
      summary: 'Documents that have a vector, with it and the node that they are about.',
      parameters: [
        query('after', 'The number that the page before named.', { type: 'integer', minimum: 0, maximum: 999_999_999 }),
        query('limit', 'Most of them, 100 by default.', { type: 'integer', minimum: 1, maximum: 200 }),
      ],
      responses: { 200: json('A page; next is null behind the last one.', ref('CopyPage')), ...guarded },
    },
    post: {
      summary:
        'Takes documents over as they are. What the own log speaks of is left alone; a second time changes nothing.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: object('Documents with whose vectors they have.', {
              provider: text,
              dimension: count,
              documents: { type: 'array', maxItems: 200, items: ref('CopiedDocument') },
            }),
          },
        },
      },
      responses: {
        200: json('What became of them.', ref('CopyOutcome')),
        ...guarded,
        409: problem('The vectors are of another provider or dimension, or own ones are still being made.'),
        413: problem('The body is too large.'),
        415: problem('The body is no JSON.'),
      },
    },
  },
}

const outcome = (description: string): Schema => object(description, { written: count, unchanged: count, own: count })

/** Schemas of the copies. */
export const copySchemas: Readonly<Record<string, Schema>> = {
  CopyState: object('What a stack has to give or to be given.', {
    provider: text,
    dimension: count,
    documents: count,
    waiting: count,
    vectors: text,
    graph: text,
  }),
  CopiedDocument: object('A document with its vector.', {
    subject: text,
    parts: list(
      object('What one event says.', {
        part: text,
        position: place,
        event: text,
        at: { type: 'integer' },
        kind: text,
        repository: text,
        title: text,
        body: text,
        names: text,
      }),
    ),
    vector: { type: 'string', description: '32-bit floats, little-endian, in base64.' },
    'node?': object('The node that it is about.', {
      id: text,
      kind: text,
      title: text,
      state: text,
      repository: text,
      at: { type: 'integer' },
      position: place,
      history: text,
    }),
  }),
  CopyPage: object('Documents in order.', {
    documents: list(ref('CopiedDocument')),
    next: { type: ['integer', 'null'] },
  }),
  CopyOutcome: object('What was written, was there already, or is left as the own log has it.', {
    vectors: outcome('Documents with their vectors.'),
    nodes: outcome('Nodes.'),
  }),
}
