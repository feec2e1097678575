// The property tests of the HTTP APIs in their long form: `npm run test:api -- --n 50000 --seed 7`.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { n: { type: 'string', default: '50000' }, seed: { type: 'string' } } })
const env = {
  ...process.env,
  HEIMGEWEBE_API_REQUESTS: values.n,
  ...(values.seed === undefined ? {} : { HEIMGEWEBE_API_SEED: values.seed }),
}
const { status } = spawnSync('npm', ['test', '--', 'deploy/e2e/api.int'], { env, stdio: 'inherit' })
process.exitCode = status ?? 1
