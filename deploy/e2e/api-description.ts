import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Answer } from './api-request.js'

/** A JSON schema, as a description holds it. */
export type Schema = Readonly<Record<string, unknown>>

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

interface Described {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, Response>>
}

/** One method of one path. */
export interface Operation extends Described {
  readonly method: 'get' | 'post'
  readonly path: string
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** An OpenAPI 3.1 document, and whether answers are as it says. */
export class ApiDescription {
  readonly operations: readonly Operation[]
  private readonly validators = new Map<string, ValidateFunction | undefined>()
  // NOTE: formats say what a value means; what is sent is checked by its shape.
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false })

  constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ ...described, path, method: method as 'get' | 'post' })),
    )
  }

  /** A schema with its reference followed. */
  resolve(schema: Schema): Schema {
    const { $ref } = schema
    return typeof $ref === 'string' ? this.document.components.schemas[$ref.split('/').at(-1)!]! : schema
  }

  /** What is wrong with an answer; undefined where it is as described. */
  faultOf(operation: Operation, answer: Answer): string | undefined {
    const { status, type, body } = answer
    const response = operation.responses[status]
    if (response === undefined) return `status ${status} is not described: ${body.slice(0, 200)}`
    const [described, content] = Object.entries(response.content ?? {})[0] ?? []
    if (described === undefined) return undefined
    if (!type.startsWith(described)) return `it is ${type}, not ${described}`
    if (content?.schema === undefined || described !== 'application/json') return undefined
    const validate = this.validator(`${operation.method} ${operation.path} ${status}`, content.schema)
    return validate(JSON.parse(body))
      ? undefined
      : `its body is not as described: ${this.ajv.errorsText(validate.errors)}`
  }

  private validator(key: string, schema: Schema): ValidateFunction {
    const known = this.validators.get(key)
    if (known) return known
    const compiled = this.ajv.compile({ ...schema, components: this.document.components })
    this.validators.set(key, compiled)
    return compiled
  }
}

/** Events that keep their contracts, to begin from. */
export const exampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../contracts/${type}/valid-1.json`, import.meta.url), 'utf8'))
