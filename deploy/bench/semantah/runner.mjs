// npm run bench:semantah -- [--part projection] [--events 100000] [--stores ladybug,neo4j] [--json]: measures semantah's
// graph and whatever other parts stand beside this file. Prints tables; asserts nothing: machines differ and are noisy.
import { readdir } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Files here that are no part of the measurement. */
const NOT_PARTS = ['runner.mjs', 'product.mjs', 'events.mjs', 'questions.mjs']

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    events: { type: 'string', default: '100000' },
    stores: { type: 'string', default: 'ladybug,neo4j' },
    json: { type: 'boolean' },
  },
})
const there = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.mjs') && !NOT_PARTS.includes(file))
const parts = values.part ?? there.map((file) => file.replace('.mjs', ''))
const say = (text) => process.stderr.write(`${text}\n`)
say(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`)
const figures = {}
for (const part of parts) {
  const { measure } = await import(join(import.meta.dirname, `${part}.mjs`))
  say(`${part} …`)
  figures[part] = await measure({ events: Number(values.events), stores: values.stores.split(','), say })
}
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
else
  for (const [part, rows] of Object.entries(figures)) {
    process.stdout.write(`\n${part}\n`)
    console.table(rows)
  }
