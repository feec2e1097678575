// Starts the servers that a test run shares: one Postgres, one nats-server with many accounts. Each test file takes a
// database and an account of its own. Kept in plain JavaScript: Jest loads it outside its transforms.
import { startNats, startPostgres, stopAll } from './servers.mjs'

export default async function globalSetup() {
  try {
    const [postgres, nats] = await Promise.all([startPostgres(), startNats()])
    process.env.HEIMGEWEBE_TEST_POSTGRES = postgres.url
    process.env.HEIMGEWEBE_TEST_NATS = nats.url
    process.env.HEIMGEWEBE_TEST_NATS_SERVER = nats.binary
  } catch (error) {
    // NOTE: Jest runs no teardown after a failed setup; what started before the failure would stay.
    await stopAll()
    throw error
  }
}
