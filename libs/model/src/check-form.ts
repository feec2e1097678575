import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** A text held against a schema: its value, or what is wrong with it, in one sentence for whoever wrote it. */
export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string }

const ajv = new Ajv2020({ allErrors: false, strict: true })
const compiled = new WeakMap<object, ValidateFunction>()

/** Some models put their JSON into a fence, whatever they were told. */
const FENCE = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/

/** Reads the JSON of an answer and holds it against the schema. */
export const checkForm = (text: string, schema: object): Checked => {
  const json = FENCE.exec(text)?.[1] ?? text
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  const validate = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validate)
  if (validate(value)) return { ok: true, value }
  const [error] = validate.errors ?? []
  return { ok: false, problem: `${error?.instancePath || 'it'} ${error?.message ?? 'breaks the schema'}`.slice(0, 300) }
}
