import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import { isUuid } from './ids.js'
import { isEventType } from './names.js'
import { schemas } from './generated/schemas.js'

/** One reason why an event breaks its contract. */
export interface Violation {
  /** Place in the event: a JSON pointer, such as /data/head. */
  readonly field: string
  /** Rule that is broken, such as required or format. */
  readonly rule: string
  /** What is wrong, in one sentence. */
  readonly message: string
}

/** Largest event in bytes of its JSON. Larger content belongs in a blob with its hash in the event. */
export const MAX_EVENT_BYTES = 262_144

// The schemas themselves are checked before they are generated: to do it again in each process, at the first event, takes a
// schema of schemas and as long as to compile two of them.
const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true, validateSchema: false, meta: false })
formatsPlugin.default(ajv)
const compiled = new Map<string, ValidateFunction>()

/** Compiled at first use: a service validates few of the types. */
const validatorOf = (type: keyof typeof schemas): ValidateFunction => {
  const known = compiled.get(type)
  if (known) return known
  const validator = ajv.compile(schemas[type])
  compiled.set(type, validator)
  return validator
}

/** What is wrong with the data of an event of this type; nothing when it keeps its contract. */
export const violationOfData = (type: string, data: unknown): Violation | undefined => {
  if (!isEventType(type)) return { field: '/type', rule: 'known', message: `there is no contract for ${type}` }
  const validator = validatorOf(type)
  if (validator(data)) return undefined
  return fromAjv(validator.errors?.[0])
}

/** What is wrong with a CloudEvent of the mesh, envelope and data; nothing when it keeps its contract. */
export const violationOf = (event: unknown): Violation | undefined => {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { field: '', rule: 'type', message: 'an event is a JSON object' }
  const fields = event as Record<string, unknown>
  return violationOfEnvelope(fields) ?? violationOfData(fields['type'] as string, fields['data'])
}

const REQUIRED = ['id', 'source', 'type', 'subject', 'time', 'correlationid', 'partitionkey'] as const
const OPTIONAL = ['causationid', 'actor', 'traceparent'] as const
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
/** Longest text in an attribute of the envelope, in characters. */
const MAX_ATTRIBUTE = 4500

const violationOfEnvelope = (fields: Record<string, unknown>): Violation | undefined => {
  if (fields['specversion'] !== '1.0') return wrong('specversion', 'const', 'must be "1.0"')
  for (const name of REQUIRED) {
    const value = fields[name]
    if (typeof value !== 'string' || value === '') return wrong(name, 'required', 'must be a text that is not empty')
    if (value.length > MAX_ATTRIBUTE) return wrong(name, 'maxLength', `must not exceed ${MAX_ATTRIBUTE} characters`)
    if (!isStorable(value)) return wrong(name, 'characters', UNSTORABLE)
  }
  for (const name of OPTIONAL) {
    const value = fields[name]
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      return wrong(name, 'type', 'must be a text that is not empty, or absent')
    if (value !== undefined && !isStorable(value)) return wrong(name, 'characters', UNSTORABLE)
  }
  if (!isUuid(fields['id'] as string)) return wrong('id', 'format', 'must be a UUID in lower case')
  const time = fields['time'] as string
  if (!RFC3339.test(time) || Number.isNaN(Date.parse(time))) return wrong('time', 'format', 'must be an RFC 3339 time')
  return undefined
}

const UNSTORABLE = 'must not contain the character NUL or half a surrogate pair'

/** Postgres holds no NUL, and takes two texts for one that differ in the halves of surrogate pairs only. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const wrong = (name: string, rule: string, message: string): Violation => ({ field: `/${name}`, rule, message: `${name} ${message}` })

const fromAjv = (error: ErrorObject | undefined): Violation => ({
  field: `/data${error?.instancePath ?? ''}`,
  rule: error?.keyword ?? 'schema',
  message: error?.message ?? 'does not keep its contract',
})
