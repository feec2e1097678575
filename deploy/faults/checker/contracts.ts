import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { type Verdict, verdict } from './check.js'
import type { LogRow } from './evidence.js'

/** A contract as it stands in its folder, read without the product. */
const contractsIn = (folder: string): ReadonlyMap<string, ValidateFunction> => {
  const ajv = new Ajv2020({ strict: false })
  addFormatsModule.default(ajv)
  return new Map(
    readdirSync(folder).map((type) => {
      const schema = JSON.parse(readFileSync(join(folder, type, 'schema.json'), 'utf8')) as object
      return [type, ajv.compile(schema)]
    }),
  )
}

/** Every stored event has a type with a contract, and data that keep it. */
export const contractsAreKept = (log: readonly LogRow[]): Verdict => {
  const contracts = contractsIn('contracts')
  const broken = log.flatMap(({ id, type, body }) => {
    const { data } = JSON.parse(body) as { data?: unknown }
    const keeps = contracts.get(type)
    return keeps?.(data) ? [] : [`${id}: ${type} ${JSON.stringify(keeps?.errors?.[0])}`]
  })
  return verdict('contracts are kept', log.length, broken)
}
