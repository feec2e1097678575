// Bundles what the tests import from others, once a run: a test file has modules of its own, and to load the two thousand of
// these packages one by one is half of the work of most. The services run them bundled too.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { OUTSIDE, REQUIRE } from '../build/bundle.mjs'

const root = join(import.meta.dirname, '../..')
const FOLDERS = join(root, 'node_modules/.cache/heimgewebe-tests')
/** Those that most tests load, and whatever shares modules with them: a second copy of a class is another class. */
const PACKAGES = [
  '@fastify/rate-limit',
  '@langchain/core/callbacks/promises',
  '@langchain/core/messages',
  '@langchain/langgraph',
  '@langchain/langgraph-checkpoint-postgres',
  '@langchain/openai',
  '@nats-io/jetstream',
  '@nats-io/nats-core',
  '@nats-io/nats-core/internal',
  '@nats-io/nkeys',
  '@nats-io/transport-node',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-fastify',
  '@opentelemetry/api',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  '@qdrant/js-client-rest',
  'ajv-formats',
  'ajv/dist/2020.js',
  'cockatiel',
  'fast-check',
  'fast-xml-parser',
  'fastify',
  'kysely',
  'kysely/migration',
  'minisearch',
  'neo4j-driver',
  'nodemailer',
  'pg',
  'picomatch',
  'pino',
  'prom-client',
  'rxjs',
  'yaml',
]

/** Nest's decorators need it at once, and in parts of a bundle the order of imports is not kept. */
const FIRST = 'reflect-metadata'

/** Another set of packages, or another way to bundle them, has another folder. */
const made = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(readFileSync(import.meta.filename))
const folder = join(FOLDERS, made.digest('hex').slice(0, 16))

const fileOf = (name) => name.replaceAll('/', '+').replace(/\.js$/, '')

/** The names above with the files that stand for them, as Jest's `moduleNameMapper` takes them. */
export const bundledPackages = Object.fromEntries(
  PACKAGES.map((name) => [`^${name.replaceAll('.', '\\.')}$`, join(folder, `${fileOf(name)}.mjs`)]),
)

/** Makes these files where they are not there yet. Each exports what its package exports to an ES module. */
export const bundlePackages = async () => {
  if (existsSync(folder)) return
  await mkdir(FOLDERS, { recursive: true })
  const draft = await mkdtemp(join(FOLDERS, 'draft-'))
  try {
    await bundleInto(draft)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another run may have been faster.
    if (!existsSync(folder)) throw error
  }
}

const bundleInto = async (draft) => {
  const entryPoints = await Promise.all(
    PACKAGES.map(async (name) => {
      const names = Object.keys(await import(name)).filter((one) => one !== 'module.exports')
      const entry = join(draft, `${fileOf(name)}.entry.mjs`)
      await writeFile(entry, `export { ${names.map((one) => JSON.stringify(one)).join(', ')} } from '${name}'\n`)
      return { in: entry, out: fileOf(name) }
    }),
  )
  await build({
    entryPoints,
    outdir: draft,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [...OUTSIDE, FIRST],
    legalComments: 'none',
    logLevel: 'warning',
    keepNames: true,
    banner: { js: `import '${FIRST}';${REQUIRE.js}` },
  })
}
