import { writeWhole } from '@heimgewebe/access'
import { createUser, fromSeed } from '@nats-io/nkeys'
import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SERVICES } from './services.js'
import type { ServiceName } from './services.js'

/** What a stack must not show to anybody: kept in files of mode 0600, made at the first start, never printed, never in argv. */
export interface Secrets {
  /** File of the bearer token of the HTTP APIs. */
  readonly tokenFile: string
  readonly token: string
  /** Files of the secrets that hosts prove their webhooks with. */
  readonly webhookSecretFiles: Readonly<Record<WebhookHost, string>>
  /** File of the database superuser's password; initdb reads it. */
  readonly adminPasswordFile: string
  readonly adminPassword: string
  readonly services: Readonly<Record<ServiceName, ServiceSecrets>>
}

/** Hosts whose webhooks are taken. */
export const WEBHOOK_HOSTS = ['github', 'gitlab', 'gitea', 'forgejo'] as const

/** A host whose webhooks are taken. */
export type WebhookHost = (typeof WEBHOOK_HOSTS)[number]

/** Secrets of one service. */
export interface ServiceSecrets {
  readonly databasePassword: string
  /** File of the same; the service reads it, so that its environment does not show it. */
  readonly databasePasswordFile: string
  /** File of the nkey seed. */
  readonly seedFile: string
  /** Public nkey; this one may be shown. */
  readonly publicKey: string
}

const randomText = (): string => randomBytes(32).toString('base64url')

/** The form that GitLab asks of a signing token; it may be used as plain token just as well. */
const signingToken = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** Reads the secrets of a stack; makes those that are missing. */
export const ensureSecrets = async (home: string): Promise<Secrets> => {
  const folder = join(home, 'secrets')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const file = (name: string): string => join(folder, name)
  const services = {} as Record<ServiceName, ServiceSecrets>
  for (const name of SERVICES) {
    const seedFile = file(`${name}.nk`)
    const seed = await keep(seedFile, () => new TextDecoder().decode(createUser().getSeed()))
    services[name] = {
      seedFile,
      publicKey: fromSeed(new TextEncoder().encode(seed)).getPublicKey(),
      databasePassword: await keep(file(`postgres-${name}`), randomText),
      databasePasswordFile: file(`postgres-${name}`),
    }
  }
  const tokenFile = file('token')
  const webhookSecretFiles = {} as Record<WebhookHost, string>
  for (const host of WEBHOOK_HOSTS) {
    webhookSecretFiles[host] = file(`${host}-webhook`)
    await keep(webhookSecretFiles[host], host === 'gitlab' ? signingToken : randomText)
  }
  const adminPasswordFile = file('postgres-admin')
  return {
    services,
    tokenFile,
    webhookSecretFiles,
    adminPasswordFile,
    token: await keep(tokenFile, randomText),
    adminPassword: await keep(adminPasswordFile, randomText),
  }
}

/** Token of a stack that was started before; undefined where there is none. */
export const readToken = async (home: string): Promise<string | undefined> =>
  readFile(join(home, 'secrets', 'token'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )

/** Puts a new token in the place of the stack's own; the services look at the file, so the old one ends at once. */
export const replaceToken = (home: string): Promise<void> =>
  writeWhole(join(home, 'secrets', 'token'), `${randomText()}\n`)

/** Content of a secret file, which is made first where it is missing; a crash in between leaves no half file. */
const keep = async (path: string, make: () => string): Promise<string> => {
  const known = await readFile(path, 'utf8').catch(() => undefined)
  if (known !== undefined) {
    await chmod(path, 0o600)
    return known.trim()
  }
  const draft = `${path}.${process.pid}`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(`${make()}\n`)
    // NOTE: a password that the database took and the disk lost would lock everyone out.
    await handle.sync()
  } finally {
    await handle.close()
  }
  // NOTE: a link never replaces a file, so two starts at once agree on one value.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
  return (await readFile(path, 'utf8')).trim()
}
