/** A part of an OpenAPI 3.1 document. */
export type Schema = Readonly<Record<string, unknown>>

/** A named schema of the same document. */
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** Schemas that stand in every description. */
export const basic = {
  text: { type: 'string' },
  time: { type: 'string', format: 'date-time' },
  count: { type: 'integer', minimum: 0 },
  flag: { type: 'boolean' },
  list: (items: Schema): Schema => ({ type: 'array', items }),
  oneOf: (...values: readonly string[]): Schema => ({ type: 'string', enum: values }),
  /** An object whose fields are all required but those whose name ends in a question mark. */
  object: (description: string, fields: Readonly<Record<string, Schema>>): Schema => ({
    type: 'object',
    description,
    required: Object.keys(fields).filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace('?', ''), schema])),
  }),
}

/** The answer to everything that goes wrong, as `ErrorFilter` and the gate give it. */
export const PROBLEM = basic.object('What went wrong.', { code: basic.text, message: basic.text })

/** An answer in JSON. */
export const json = (description: string, schema: Schema): Schema => ({
  description,
  content: { 'application/json': { schema } },
})

/** An answer that says what went wrong. */
export const problem = (description: string): Schema => json(description, ref('Problem'))

/** A parameter of the query. */
export const inQuery = (name: string, description: string, schema: Schema = basic.text): Schema => ({
  name,
  in: 'query',
  description,
  schema,
})

/** A parameter of the path. */
export const inPath = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: basic.text,
})

/** What every route that needs a token may answer besides its own. */
export const guarded: Schema = {
  400: problem('The request cannot be read.'),
  401: problem('No, a wrong, or an expired token.'),
  403: problem('A foreign host name or page, or a token without the scope.'),
  414: problem('The path, or a part of it, is too long.'),
  429: problem('Too many requests; Retry-After says how long to wait, in seconds.'),
}

/** What every route that is open may answer besides its own. */
export const open: Schema = {
  400: problem('The request cannot be read.'),
  403: problem('A foreign host name or page.'),
  414: problem('The path, or a part of it, is too long.'),
  429: problem('Too many requests; Retry-After says how long to wait, in seconds.'),
}

/** A whole document. `schemas` hold what `ref` names, `Problem` besides. */
export const describeApi = (
  info: { readonly title: string; readonly description: string },
  paths: Readonly<Record<string, Schema>>,
  schemas: Readonly<Record<string, Schema>>,
): { readonly paths: Readonly<Record<string, Schema>> } & Schema => ({
  openapi: '3.1.0',
  info: { ...info, version: '1.0.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
  security: [{ token: [] }],
  paths,
  components: {
    schemas: { Problem: PROBLEM, ...schemas },
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  },
})
