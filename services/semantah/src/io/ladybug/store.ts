import { mkdir } from 'node:fs/promises'
import { Logger } from '@nestjs/common'
import { ConfigError } from '@heimgewebe/mesh'
import { Connection, Database, type LbugValue, type PreparedStatement } from '@ladybugdb/core'
import { StoreFiles } from './files.js'
import { READS, SCHEMA, SCHEMA_VERSION } from './queries.js'

/** A row as the store gives it. */
export type Row = Readonly<Record<string, LbugValue>>
type Parameters = Record<string, LbugValue>

/** How the embedded store uses the machine. */
export interface LadybugLimits {
  /** Folder of the store. */
  readonly folder: string
  /** Pages kept in memory, in bytes. */
  readonly bufferBytes: number
  /** Size of the write-ahead log at which it is folded into the store, in bytes; more for a large store. */
  readonly checkpointBytes: number
  /** Longest time for one read in milliseconds. */
  readonly readTimeoutMs: number
}

/** Pages for a glance at a store. */
const PROBE_BYTES = 2 ** 26
/** Transactions after which the log is folded in, however small it is: each keeps pages in the buffer until then. */
const MAX_TRANSACTIONS = 300
/**
 * A checkpoint costs as much as the store is large, so that one of a large store waits until the log is this share of it,
 * and never for more than that share of the buffer, which holds what is in the log.
 */
const SHARE_OF_STORE = 1 / 2
const SHARE_OF_BUFFER = 3 / 4
/** Address space that the store may map; its file grows far slower. */
const MAX_BYTES = 2 ** 36

/** The files of the embedded store, one connection that writes and one that reads. Statements are prepared once each. */
export class LadybugStore {
  private readonly statements = new Map<Connection, Map<string, PreparedStatement>>()
  private readonly log = new Logger('graph')
  private transactions = 0

  private constructor(
    private readonly files: StoreFiles,
    private readonly limits: LadybugLimits,
    private readonly database: Database,
    private readonly writer: Connection,
    private readonly reader: Connection,
  ) {}

  /** Opens the store of a folder, or makes an empty one. A store that is broken is set aside, since the log holds it all. */
  static async open(limits: LadybugLimits): Promise<LadybugStore> {
    const files = new StoreFiles(limits.folder)
    await mkdir(limits.folder, { recursive: true })
    try {
      return await LadybugStore.openFiles(files, limits)
    } catch (error) {
      if (isLocked(error))
        throw new ConfigError(
          `the graph store ${files.path} is in use by another process: stop that one, or set another HEIMGEWEBE_HOME`,
          { cause: error },
        )
      if (!isBroken(error)) throw error
      new Logger('graph').error(`the graph store ${files.path} is broken and is set aside: ${String(error)}`)
      await files.setAside()
      return LadybugStore.openFiles(files, limits)
    }
  }

  private static async openFiles(files: StoreFiles, limits: LadybugLimits): Promise<LadybugStore> {
    if (await files.hasBackup()) await LadybugStore.undoCheckpoint(files)
    // NOTE: no checkpoints of its own accord: one that is cut off by the end of the process leaves relations at wrong nodes.
    const database = new Database(files.path, limits.bufferBytes, true, false, MAX_BYTES, false)
    try {
      await database.init()
      const store = new LadybugStore(files, limits, database, new Connection(database, 1), new Connection(database, 1))
      store.reader.setQueryTimeout(limits.readTimeoutMs)
      await store.makeTables()
      return store
    } catch (error) {
      await database.close().catch(() => undefined)
      throw error
    }
  }

  /** Goes back to before a checkpoint that was cut off. Opening first tells whether a living process is in the midst of it. */
  private static async undoCheckpoint(files: StoreFiles): Promise<void> {
    const probe = new Database(files.path, PROBE_BYTES, true, false, MAX_BYTES, false)
    try {
      await probe.init()
    } catch (error) {
      if (isLocked(error)) throw error
    } finally {
      await probe.close().catch(() => undefined)
    }
    await files.restore()
  }

  /** Removes the files of a closed store. */
  static remove(folder: string): Promise<void> {
    return new StoreFiles(folder).remove()
  }

  /** Reads what is committed. */
  read(statement: string, parameters: Parameters = {}): Promise<Row[]> {
    return this.run(this.reader, statement, parameters)
  }

  /** Runs a statement within the transaction under way. */
  write(statement: string, parameters: Parameters = {}): Promise<Row[]> {
    return this.run(this.writer, statement, parameters)
  }

  /** Runs `work` in one transaction: all of it becomes true, or nothing. */
  async transaction(work: () => Promise<void>): Promise<void> {
    await this.write('BEGIN TRANSACTION')
    try {
      await work()
      await this.write('COMMIT')
      this.transactions++
    } catch (error) {
      // NOTE: some errors have ended the transaction already; what matters is that none is left open.
      await this.write('ROLLBACK').catch(() => undefined)
      if (isOutOfPages(error)) await this.checkpoint()
      throw error
    }
    if (this.transactions >= MAX_TRANSACTIONS || (await this.files.logBytes()) >= (await this.foldAt()))
      await this.checkpoint()
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.checkpoint()
    await this.reader.close()
    await this.writer.close()
    await this.database.close()
  }

  /** Folds the write-ahead log into the store and lets go of its pages. One that fails is tried again later. */
  private async checkpoint(): Promise<void> {
    this.transactions = 0
    if ((await this.files.logBytes()) === 0) return
    try {
      await this.files.backUp()
      await this.write('CHECKPOINT')
      await this.files.dropBackup()
    } catch (error) {
      this.log.warn(`no checkpoint of the graph store: ${String(error)}`)
    }
  }

  private async foldAt(): Promise<number> {
    const { bufferBytes, checkpointBytes } = this.limits
    const share = Math.min((await this.files.bytes()) * SHARE_OF_STORE, bufferBytes * SHARE_OF_BUFFER)
    return Math.max(checkpointBytes, share)
  }

  private async run(connection: Connection, text: string, parameters: Parameters): Promise<Row[]> {
    const result = await connection.execute(await this.prepared(connection, text), parameters)
    const last = Array.isArray(result) ? result.at(-1)! : result
    try {
      return last.getAllSync()
    } finally {
      // NOTE: results and statements hold native memory that the garbage collector does not see.
      for (const each of Array.isArray(result) ? result : [result]) each.close()
    }
  }

  private async prepared(connection: Connection, text: string): Promise<PreparedStatement> {
    let own = this.statements.get(connection)
    if (!own) this.statements.set(connection, (own = new Map()))
    let statement = own.get(text)
    if (!statement) {
      statement = await connection.prepare(text)
      if (!statement.isSuccess()) throw new Error(`the graph store refuses a statement: ${statement.getErrorMessage()}`)
      own.set(text, statement)
    }
    return statement
  }

  /** Tables of an earlier release cannot be read: the store counts as broken, and the log fills a new one. */
  private async checkVersion(): Promise<void> {
    const version = await this.write(READS.version).then(
      ([row]) => Number(row?.['version']),
      () => 0,
    )
    if (version !== SCHEMA_VERSION) throw new Error(`the store has the tables of version ${version}`)
  }

  private async makeTables(): Promise<void> {
    const result = await this.writer.query("CALL show_tables() WHERE name = 'Place' RETURN name")
    const [first] = Array.isArray(result) ? result : [result]
    const exists = first!.getNumTuples() > 0
    first!.close()
    if (exists) return this.checkVersion()
    await this.transaction(async () => {
      for (const statement of SCHEMA) {
        const made = await this.writer.query(statement)
        for (const each of Array.isArray(made) ? made : [made]) each.close()
      }
    })
  }
}

const isLocked = (error: unknown): boolean => String(error).includes('lock on file')

const isBroken = (error: unknown): boolean =>
  /not a valid|corrupt|checksum|wal|deserializ|version|cannot read/i.test(String(error))

/** Whether the store needed more pages than its buffer holds. */
export const isOutOfPages = (error: unknown): boolean => /buffer (?:pool|manager)/i.test(String(error))
