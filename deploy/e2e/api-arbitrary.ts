import fc, { type Arbitrary } from 'fast-check'
import { type ApiDescription, exampleOf, type Operation, type Parameter, type Schema } from './api-description.js'
import type { Asked } from './api-request.js'

/** Who asks, and how a body may be called. */
export interface Asker {
  readonly token: string
}

/** Texts that were trouble somewhere. */
const AWKWARD = [
  '',
  '\0',
  'a\0b',
  '..',
  '../../etc/passwd',
  '%',
  "'; drop table log; --",
  '\u202e\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  '1e400',
  '-0',
  '9007199254740993',
  '0x10',
  'Infinity',
  '2026-02-30T25:00:00Z',
  '+275761-01-01T00:00:00Z',
  '-271821-04-19T00:00:00Z',
  '0000-01-01T00:00:00Z',
  'x'.repeat(5000),
]
const anyText = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 20 }),
)

/** Values that keep a schema. */
const valid = (schema: Schema, api: ApiDescription): Arbitrary<unknown> => {
  const { type, enum: values, const: only, properties, required, items, format, minimum, maximum } = api.resolve(schema)
  if (only !== undefined) return fc.constant(only)
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]))
  if (type === 'integer')
    return fc.integer({ min: Number(minimum ?? -1000), max: Number(maximum ?? Number(minimum ?? 0) + 100_000) })
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'array') return fc.array(valid(items as Schema, api), { maxLength: 3 })
  if (type === 'string' && format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
      .map((date) => date.toISOString())
  if (type === 'string')
    return fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.webPath().map((path) => path.slice(1) || 'x'),
    )
  if (properties === undefined) return fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 })
  const fields = Object.entries(properties as Record<string, Schema>).map(([name, one]) => [name, valid(one, api)])
  return fc.record(Object.fromEntries(fields) as Record<string, Arbitrary<unknown>>, {
    requiredKeys: required as string[],
  })
}

/** Mostly what a schema asks for, sometimes anything. */
const loose = (schema: Schema, api: ApiDescription): Arbitrary<unknown> =>
  fc.oneof({ weight: 3, arbitrary: valid(schema, api) }, { weight: 1, arbitrary: fc.oneof(anyText, fc.jsonValue()) })

const encode = (text: string): string => encodeURIComponent(text.toWellFormed())
const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const queryOf = (parameters: readonly Parameter[], api: ApiDescription): Arbitrary<string> =>
  fc
    .tuple(
      ...parameters.map(({ name, schema, required }) =>
        fc
          .array(loose(schema, api), { minLength: required ? 1 : 0, maxLength: 2, size: 'max' })
          .map((values) => values.map((value) => `${name}=${encode(plain(value))}`)),
      ),
    )
    .chain((pairs) => fc.subarray(pairs.flat()))
    .map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''))

const pathOf = (
  { path, parameters = [] }: Operation,
  known: Readonly<Record<string, Arbitrary<string>>>,
): Arbitrary<string> => {
  const names = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
  return fc
    .tuple(...names.map((name) => fc.oneof(anyText, known[name] ?? anyText).map((text) => encode(text || 'x'))))
    .map((values) => names.reduce((filled, name, index) => filled.replace(`{${name}}`, values[index]!), path))
}

/** A tree of JSON with one place in it changed. */
const mutated = (seed: unknown): Arbitrary<unknown> =>
  fc.tuple(fc.nat(), fc.oneof(fc.jsonValue(), anyText)).map(([at, value]) => {
    const copy = structuredClone(seed)
    const places: [Record<string, unknown>, string][] = []
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key])
        walk((node as Record<string, unknown>)[key])
      }
    }
    walk(copy)
    const [node, key] = places[at % places.length]!
    node[key] = value
    return copy
  })

/** Bodies that would make the mesh work outside its own database for each try are taken from a few. */
const FEW: Readonly<Record<string, Arbitrary<unknown>>> = {
  '/api/watch': fc.record({ location: fc.constantFrom('/nowhere/shop', 'https://git.example/acme/shop') }),
}

const bodyOf = (operation: Operation, api: ApiDescription): Arbitrary<string | undefined> => {
  const content = Object.values(operation.requestBody?.content ?? {})[0]
  if (content === undefined) return fc.constant(undefined)
  const types = (api.resolve(content.schema)['properties'] as Record<string, Schema> | undefined)?.['type']?.['enum']
  const examples = ((types as string[] | undefined) ?? []).map((type) => exampleOf(type))
  const good = FEW[operation.path] ?? valid(content.schema, api)
  const json = fc.oneof(
    good,
    ...(examples.length > 0 ? [fc.constantFrom(...examples).chain(mutated), fc.constantFrom(...examples)] : []),
    ...(operation.path === '/api/watch' ? [] : [loose(content.schema, api), fc.array(good, { maxLength: 3 })]),
  )
  return fc.oneof(
    { weight: 8, arbitrary: json.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: fc.nat(5000).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`) },
    { weight: 1, arbitrary: fc.constant('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}') },
  )
}

/** Requests for one operation: what it describes, and what a stranger would try. */
export const requestFor = (operation: Operation, api: ApiDescription, { token }: Asker): Arbitrary<Asked> => {
  const parameters = operation.parameters ?? []
  const types = Object.keys(operation.requestBody?.content ?? {})
  const contentType = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...types, 'application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'text/plain',
        'application/cloudevents-batch+json',
        'application/x-www-form-urlencoded',
        ';',
        'a/b',
      ),
    },
  )
  const bearer = fc.oneof(
    { weight: 12, arbitrary: fc.constant(`Bearer ${token}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'Bearer', 'Bearer  ', 'Basic eDp5', `bearer ${token}`, 'Bearer hgw_wrong'),
    },
  )
  const lastId = fc.option(fc.oneof(fc.nat().map(String), fc.constantFrom('-1', 'x', '1e9', '')), { nil: undefined })
  return fc
    .record({
      path: pathOf(operation, {}),
      query: queryOf(
        parameters.filter((one) => one.in === 'query'),
        api,
      ),
      body: bodyOf(operation, api),
      contentType,
      bearer,
      lastId,
    })
    .map(({ path, query, body, contentType: kind, bearer: authorization, lastId: resume }) => ({
      method: operation.method.toUpperCase(),
      path: path + query,
      headers: {
        ...(authorization === '' ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': kind }),
        ...(resume === undefined ? {} : { 'last-event-id': resume }),
      },
      ...(body === undefined ? {} : { body }),
    }))
}
