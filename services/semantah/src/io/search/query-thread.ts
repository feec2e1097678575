import { Worker } from 'node:worker_threads'

/** A statement that only reads, with its values. */
export interface Query {
  readonly text: string
  readonly values: readonly (string | number)[]
}

/** Statements kept by the thread: filters make some dozens of them. */
const MOST_STATEMENTS = 64

/** The thread's whole program: text, so that it is in every bundle without a file of its own. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
const db = new DatabaseSync(workerData.path, { readOnly: true })
db.exec('pragma busy_timeout = 5000; pragma cache_size = -4096')
const statements = new Map()
parentPort.on('message', ({ id, text, values }) => {
  try {
    if (!statements.has(text)) {
      if (statements.size >= ${MOST_STATEMENTS}) statements.clear()
      statements.set(text, db.prepare(text))
    }
    parentPort.postMessage({ id, rows: statements.get(text).all(...values) })
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) })
  }
})`

interface Answer {
  readonly id: number
  readonly rows?: unknown[]
  readonly error?: string
}

interface Waiting {
  resolve(rows: unknown[]): void
  reject(error: Error): void
}

/**
 * Long reads of an SQLite file in a thread of their own, so that events and other questions go on meanwhile. Sees what was
 * committed before it was asked. A thread that dies is started anew by the next question; those under way reject.
 */
export class QueryThread {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, Waiting>()
  private last = 0

  constructor(private readonly path: string) {}

  /** The rows of a query. */
  all({ text, values }: Query): Promise<unknown[]> {
    const worker = (this.worker ??= this.start())
    const id = ++this.last
    worker.ref()
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      worker.postMessage({ id, text, values })
    })
  }

  /** Ends the thread; questions under way reject. */
  async end(): Promise<void> {
    await this.worker?.terminate()
  }

  private start(): Worker {
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], workerData: { path: this.path } })
    worker.on('message', ({ id, rows, error }: Answer) => {
      const waiting = this.waiting.get(id)
      this.waiting.delete(id)
      if (this.waiting.size === 0) worker.unref()
      if (error === undefined) waiting?.resolve(rows!)
      else waiting?.reject(new Error(error))
    })
    const gone = (why: unknown): void => {
      if (this.worker !== worker) return
      this.worker = undefined
      for (const { reject } of this.waiting.values())
        reject(new Error(`the thread of the search ended: ${String(why)}`))
      this.waiting.clear()
    }
    worker.on('error', gone)
    worker.on('exit', gone)
    return worker
  }
}
