import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { writeComposeFiles } from '../compose/compose-files.js'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { checkHome } from '../stack/preflight.js'
import { ensureSecrets } from '../stack/secrets.js'
import type { Settings } from '../stack/settings.js'
import { leitstandAddress } from './up.js'

const fileOf = ({ project, stack }: Settings): string =>
  join(project, stack === 'test' ? 'docker-compose.test.yml' : 'docker-compose.yml')

/** `heimgewebe docker-files`: only writes the configuration and secrets that the compose files mount; prints their folder. */
export const dockerFiles = async ({ terminal, settings, json }: Context): Promise<number> => {
  await checkHome(settings)
  const folder = await writeComposeFiles(settings, await ensureSecrets(settings.home))
  if (json) terminal.json({ folder, file: fileOf(settings) })
  else terminal.print(folder)
  return EXIT.fine
}

/** `heimgewebe docker-up`: the stack in containers; builds the images where needed and waits until all are healthy. */
export const dockerUp = async (context: Context): Promise<number> => {
  const { terminal, settings, json } = context
  await checkHome(settings)
  await writeComposeFiles(settings, await ensureSecrets(settings.home))
  await compose(settings, ['up', '--detach', '--build', '--wait'])
  const leitstand = await leitstandAddress(settings)
  if (json) terminal.json({ leitstand })
  else terminal.print(`Leitstand: ${leitstand}`)
  return EXIT.fine
}

/** `heimgewebe docker-down`: stops and removes the containers; the volumes with the data stay. */
export const dockerDown = async ({ settings }: Context): Promise<number> => {
  await compose(settings, ['down'])
  return EXIT.fine
}

const compose = async (settings: Settings, args: readonly string[]): Promise<void> => {
  const env = {
    ...process.env,
    [settings.stack === 'test' ? 'TEST_HEIMGEWEBE_HOME' : 'HEIMGEWEBE_HOME']: settings.home,
  }
  const child = spawn('docker', ['compose', '--file', fileOf(settings), ...args], {
    cwd: settings.project,
    env,
    stdio: ['ignore', 2, 2],
  })
  const [code] = await once(child, 'exit').catch((error: unknown) => {
    throw new Failure(
      'docker cannot be run',
      EXIT.unreachable,
      'Install Docker with the compose plugin, or use the embedded stack: "heimgewebe up".',
      {
        cause: error,
      },
    )
  })
  if (code !== 0)
    throw new Failure(
      `"docker compose ${args.join(' ')}" ended with code ${code}`,
      EXIT.unreachable,
      'Its own message stands above.',
    )
}
