// Before the tests: the end-to-end tests run the services as they are built, so the build must be that of these sources.
import { ensureBuild } from '../bootstrap/build.mjs'
import { main } from '../bootstrap/launch.mjs'
import { ensureNode } from '../bootstrap/node-runtime.mjs'

await main(async () => {
  await ensureBuild(await ensureNode())
})
