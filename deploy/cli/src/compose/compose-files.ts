import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolesSql } from '../stack/database-roles.js'
import { natsConfig } from '../stack/nats-config.js'
import { publicKeys } from '../stack/nats.js'
import { DATABASE } from '../stack/postgres-settings.js'
import { type Secrets, WEBHOOK_HOSTS } from '../stack/secrets.js'
import { SERVICES } from '../stack/services.js'
import { prefixOf } from '../stack/settings.js'
import type { Settings } from '../stack/settings.js'

/**
 * Writes what the compose files mount: configuration and secrets, by name, into `<home>/compose`. Containers run as
 * other users than the one on the host, so the files themselves are readable; the folder around them is closed.
 */
export const writeComposeFiles = async (settings: Settings, secrets: Secrets): Promise<string> => {
  const folder = join(settings.home, 'compose')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const kept = await keptPasswords(folder)
  const files: Record<string, string> = {
    'nats.conf': natsConfig({
      stack: settings.stack,
      host: '0.0.0.0',
      port: 4222,
      monitorPort: 8222,
      storeFolder: '/data',
      storeGib: settings.natsStoreGib,
      keys: publicKeys(secrets),
    }),
    'roles.sql': `${rolesSql(SERVICES, secrets)};\n`,
    'postgres-admin': secrets.adminPassword,
    token: secrets.token,
    'neo4j-auth': `neo4j/${kept.neo4j}`,
    'qdrant.env': `QDRANT__SERVICE__API_KEY=${kept.qdrant}\n`,
    'kept.json': JSON.stringify(kept),
  }
  for (const host of WEBHOOK_HOSTS) files[`${host}-webhook`] = await readFile(secrets.webhookSecretFiles[host], 'utf8')
  for (const service of SERVICES) {
    const { databasePassword, seedFile } = secrets.services[service]
    files[`${service}.nk`] = await readFile(seedFile, 'utf8')
    files[`${service}.env`] =
      `${prefixOf(service)}_DATABASE_URL=postgres://${service}:${databasePassword}@postgres:5432/${DATABASE}\n`
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o644 })))
  return folder
}

interface Kept {
  readonly neo4j: string
  readonly qdrant: string
}

/** Passwords that only the containers use; made once. */
const keptPasswords = async (folder: string): Promise<Kept> => {
  const known = await readFile(join(folder, 'kept.json'), 'utf8').catch(() => undefined)
  if (known !== undefined) return JSON.parse(known) as Kept
  return { neo4j: randomBytes(24).toString('base64url'), qdrant: randomBytes(24).toString('base64url') }
}
