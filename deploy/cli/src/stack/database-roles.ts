import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { ADMIN, DATABASE } from './postgres-settings.js'
import type { Secrets } from './secrets.js'
import { SERVICES } from './services.js'
import type { ServiceName } from './services.js'

/** Address of the database as one service sees it. */
export const databaseUrl = (service: ServiceName, password: string, port: number): string =>
  `postgres://${service}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`

const connect = async (database: string, port: number, password: string): Promise<Client> => {
  const client = new Client({ host: '127.0.0.1', port, user: ADMIN, password, database })
  await client.connect()
  return client
}

/** Makes the database and, for each service, a role and a schema that no other role can touch. Does nothing where all is there. */
export const ensureRoles = async (port: number, secrets: Secrets): Promise<void> => {
  const admin = await connect('postgres', port, secrets.adminPassword)
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [DATABASE])
    if (!rowCount) await admin.query(`create database ${DATABASE} template template0`)
  } finally {
    await admin.end()
  }
  const database = await connect(DATABASE, port, secrets.adminPassword)
  try {
    const { rows } = await database.query<{ name: string }>(
      'select nspname as name from pg_namespace where nspname = any($1)',
      [SERVICES],
    )
    const missing = SERVICES.filter((service) => !rows.some((row) => row.name === service))
    if (missing.length > 0) await database.query(rolesSql(missing, secrets))
  } finally {
    await database.end()
  }
}

/** Statements that make the roles and schemas of some services; run as one transaction. */
export const rolesSql = (services: readonly ServiceName[], secrets: Pick<Secrets, 'services'>): string =>
  [
    'begin',
    `revoke all on database ${DATABASE} from public`,
    'revoke all on schema public from public',
    ...services.flatMap((service) => {
      const role = escapeIdentifier(service)
      return [
        `create role ${role} login password ${escapeLiteral(secrets.services[service].databasePassword)}`,
        `grant connect, temporary on database ${DATABASE} to ${role}`,
        `create schema ${role} authorization ${role}`,
        `alter role ${role} in database ${DATABASE} set search_path = ${role}`,
      ]
    }),
    'commit',
  ].join(';\n')
