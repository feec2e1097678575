// npm run bench:search -- [--data DIR] [--questions 1000] [--documents 100000] [--only quality|speed|scan] [--json]
// Measures semantah's search: how well it finds the change that a fix names, how fast it is, and which way of comparing
// vectors is fastest. DIR holds a folder for each history with changes.jsonl and incidents.jsonl, as docs/search.md says.
// Asserts nothing: machines differ and are noisy.
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { loadProduct } from './search/product.mjs'
import { measureQuality } from './search/quality.mjs'
import { measureScan } from './search/scan.mjs'
import { measureSpeed } from './search/speed.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    questions: { type: 'string', default: '1000' },
    documents: { type: 'string', default: '100000' },
    only: { type: 'string' },
    json: { type: 'boolean' },
  },
})
const say = (text) => process.stderr.write(`${text}\n`)
say(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`)
const product = await loadProduct()
const documents = Number(values.documents)
const wanted = (part) => values.only === undefined || values.only === part
const tables = {}
if (wanted('scan')) tables.scan = await measureScan(product, documents)
if (wanted('speed')) tables.speed = await measureSpeed(product, values.data, documents, say)
if (wanted('quality') && values.data)
  tables.quality = await measureQuality(product, values.data, Number(values.questions), say)
if (values.json) process.stdout.write(`${JSON.stringify(tables)}\n`)
else for (const rows of Object.values(tables)) console.table(rows)
