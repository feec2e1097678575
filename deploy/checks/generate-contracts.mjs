// Writes libs/contracts/src/generated from contracts/: one TypeScript type an event, and the schemas as a module,
// so that a bundle carries them. `--check` writes nothing and fails where a file differs.
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'
import { emit, finish } from './emit.mjs'

const pascal = (type) =>
  type
    .split(/[.-]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
const fileOf = (type) => type.replaceAll('.', '-')
const out = 'libs/contracts/src/generated'
const types = (await readdir('contracts')).sort()
await mkdir(out, { recursive: true })

/** The schema as the type generator reads it: tuples in the older form; bounds of lists, which it would spell out as tuples of every length, left to the validator. */
const forTypes = (node) => {
  if (Array.isArray(node)) return node.map(forTypes)
  if (node === null || typeof node !== 'object') return node
  const { maxItems, minItems, prefixItems, ...rest } = node
  const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, forTypes(value)]))
  return prefixItems ? { ...copy, items: forTypes(prefixItems), minItems, maxItems } : copy
}

const schemas = {}
for (const type of types) {
  const schema = JSON.parse(await readFile(`contracts/${type}/schema.json`, 'utf8'))
  schemas[type] = schema
  const source = await compile(forTypes(schema), pascal(type), {
    bannerComment: '',
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  await emit(`${out}/${fileOf(type)}.ts`, `// Generated from contracts/${type}/schema.json. Do not edit.\n${source}`)
}

const names = types.map((type) => `import type { ${pascal(type)} } from './${fileOf(type)}.js'`).join('\n')
const map = types.map((type) => `  '${type}': ${pascal(type)}`).join('\n')
await emit(
  `${out}/event-types.ts`,
  `// Generated from contracts/. Do not edit.\n${names}\n\n/** Data of each event type. */\nexport interface EventData {\n${map}\n}\n\nexport type {\n${types.map((type) => `  ${pascal(type)},`).join('\n')}\n}\n`,
)
await emit(
  `${out}/schemas.ts`,
  `// Generated from contracts/. Do not edit.\n// prettier-ignore\n/** JSON Schema of each event type's data, by type. */\nexport const schemas = {\n${types.map((type) => `  '${type}': ${JSON.stringify(schemas[type])},`).join('\n')}\n} as const\n`,
)
finish()
