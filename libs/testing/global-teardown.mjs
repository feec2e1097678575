import { stopAll } from './servers.mjs'

export default async function globalTeardown() {
  await stopAll()
}
