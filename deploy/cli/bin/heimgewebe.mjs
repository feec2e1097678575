#!/usr/bin/env node
// `npx heimgewebe`: runs the built CLI under the project's own Node.
import { launch, main } from '../../bootstrap/launch.mjs'

await main(() => launch(process.argv.slice(2)))
