// Bundles src/main.ts of the package in the working folder to dist/main.js.
import { rm } from 'node:fs/promises'
import { bundle } from './bundle.mjs'

await rm('dist', { recursive: true, force: true })
await bundle({ entry: 'src/main.ts', outfile: 'dist/main.js' })
