import { setTimeout as sleep } from 'node:timers/promises'
import { OutOfReachError } from '@heimgewebe/mesh'
import neo4j, { type Driver, isInt, type QueryResult, type RecordShape } from 'neo4j-driver'

/** Where a Neo4j is and how it is used. */
export interface Neo4jLimits {
  /** bolt:// or neo4j:// address. */
  readonly url: string
  readonly user: string
  /** Empty where the server asks for none. */
  readonly password: string
  readonly database: string
  /** Longest time for one read, in milliseconds. */
  readonly readTimeoutMs: number
  /** Longest time for one batch of writes, in milliseconds. */
  readonly writeTimeoutMs: number
  /** Most connections. */
  readonly connections: number
}

type Row = Record<string, unknown>

/**
 * The one way to the server. Transient errors are retried here and nowhere else, by the driver, for half of the time
 * that the work may take; what remains becomes an `OutOfReachError` that names the server.
 */
export class Neo4jConnection {
  private readonly driver: Driver

  constructor(private readonly limits: Neo4jLimits) {
    const { url, user, password, connections, readTimeoutMs } = limits
    const auth = password === '' ? undefined : neo4j.auth.basic(user, password)
    this.driver = neo4j.driver(url, auth, {
      disableLosslessIntegers: true,
      maxConnectionPoolSize: connections,
      connectionTimeout: readTimeoutMs,
      connectionAcquisitionTimeout: readTimeoutMs,
      maxTransactionRetryTime: readTimeoutMs / 2,
      userAgent: 'heimgewebe',
    })
  }

  read(statement: string, parameters: Row = {}): Promise<Row[]> {
    return this.run('read', statement, parameters, this.limits.readTimeoutMs)
  }

  write(statement: string, parameters: Row = {}): Promise<Row[]> {
    return this.run('write', statement, parameters, this.limits.writeTimeoutMs)
  }

  close(): Promise<void> {
    return this.driver.close()
  }

  private async run(mode: 'read' | 'write', statement: string, parameters: Row, timeoutMs: number): Promise<Row[]> {
    const session = this.driver.session({ database: this.limits.database })
    const work = (tx: { run(text: string, values: Row): Promise<QueryResult<RecordShape>> }) =>
      tx.run(statement, wholeNumbers(parameters) as Row)
    const config = { timeout: timeoutMs }
    const done = mode === 'read' ? session.executeRead(work, config) : session.executeWrite(work, config)
    const waited = new AbortController()
    try {
      // A server that takes the request and never answers is not noticed by the driver. Its transaction ends by the same
      // limit on its own side; here the connection is given up.
      const late = sleep(timeoutMs * 1.5, undefined, { signal: waited.signal }).then(() => {
        throw new Error(`no answer within ${timeoutMs * 1.5} ms`)
      })
      const { records } = await Promise.race([done, late])
      return records.map((record) => record.toObject())
    } catch (error) {
      throw this.told(error)
    } finally {
      waited.abort()
      void session.close().catch(() => undefined)
    }
  }

  /** An error with the server's address, as one that waiting may help where it may. */
  private told(error: unknown): Error {
    const { code = '', message } = error as { code?: string; message: string }
    const text = `the graph store Neo4j at ${this.limits.url} ${code === '' ? 'does not answer' : `answers ${code}`}: ${message}`
    return WRONG.test(code) ? new Error(text, { cause: error }) : new OutOfReachError(text, { cause: error })
  }
}

/** The statement or its values are wrong, and will be wrong the next time. */
const WRONG = /^Neo\.ClientError\.(?:Statement|Schema|Procedure)\./

/** NOTE: the driver sends a plain number as a fraction, which a unique key would hold for something else. */
const wholeNumbers = (value: unknown): unknown => {
  if (typeof value === 'number') return neo4j.int(value)
  if (Array.isArray(value)) return value.map(wholeNumbers)
  if (typeof value !== 'object' || value === null || isInt(value)) return value
  const copy: Row = {}
  for (const key in value) copy[key] = wholeNumbers((value as Row)[key])
  return copy
}
