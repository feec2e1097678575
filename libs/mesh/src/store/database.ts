import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { OutOfReachError } from '../errors.js'

/** Injection token of the service's own database, for reads outside handlers. */
export const DATABASE = Symbol('DATABASE')

const INT8 = 20
// NOTE: positions and counts stay far below 2^53; a text for each would be a trap at every comparison.
pg.types.setTypeParser(INT8, Number)

/** What is needed to reach the schema of one service. */
export interface DatabaseOptions {
  readonly url: string
  /** Schema that plain table names mean. */
  readonly schema: string
  /** Most connections. */
  readonly connections: number
  /**
   * False lets a commit return before it is on disk. Right for read models: they hold their own place in the log, so a
   * power cut only makes them read a little of it again. Wrong for the log itself and for intents.
   */
  readonly durableCommits: boolean
}

/** A pool whose sessions see the schema of one service. */
export const openPool = ({ url, schema, connections, durableCommits }: DatabaseOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: `heimgewebe ${schema}`,
    options: `-c search_path=${schema} -c synchronous_commit=${durableCommits ? 'on' : 'off'} -c idle_in_transaction_session_timeout=60000 -c jit=off`,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for one in use: the query under way fails and says so; the event would end the process besides.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** kysely on a pool of one schema. */
export const openDatabase = <Schema>(pool: pg.Pool): Kysely<Schema> =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })

/** Creates the schema where it is missing. With a role a service, the schema is there already and the role may create none. */
export const ensureSchema = async (db: Kysely<unknown>, schema: string): Promise<void> => {
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db)
  if (found.rows.length === 0) await sql`create schema if not exists ${sql.id(schema)}`.execute(db)
}

const OUT_OF_REACH = /^(08|53|57P|25P03|40001|40P01|55P03)/
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT', 'EAI_AGAIN'])

/** Whether an error says that Postgres or another store is out of reach or busy, not that the work is wrong: then waiting helps, without limit. */
export const isOutOfReach = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (error instanceof OutOfReachError) return true
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && (OUT_OF_REACH.test(code) || SOCKET.has(code))) return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Cannot use a pool after/.test(
    error.message,
  )
}
