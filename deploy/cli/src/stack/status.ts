import { connect } from 'node:net'
import { freeMib, neededPorts } from './preflight.js'
import type { ProcessState } from './managed-process.js'
import type { Settings } from './settings.js'

/** One line of `heimgewebe status`. */
export interface ProcessStatus {
  readonly name: string
  readonly port: number
  readonly up: boolean
  readonly state: ProcessState
  readonly pid: number | null
  /** Milliseconds from start to ready. */
  readonly ready_ms: number
  /** Resident memory in bytes, children included; 0 when not running. */
  readonly rss_bytes: number
  /** Times it was started again after it died. */
  readonly restarts: number
  /** Why it is not up; empty when it is. */
  readonly problem: string
}

/** A whole stack. */
export interface StackStatus {
  readonly stack: string
  readonly home: string
  /** Supervisor, or null when none runs. */
  readonly pid: number | null
  readonly disk_free_mib: number
  readonly processes: readonly ProcessStatus[]
}

/** Status of a stack whose supervisor does not run: everything is down, and a port that answers all the same is told. */
export const statusWithoutSupervisor = async (settings: Settings): Promise<StackStatus> => {
  const ports = neededPorts(settings).filter((needed) => needed.port !== settings.ports.natsMonitor)
  const processes = await Promise.all(
    ports.map(async ({ port, label, setting }): Promise<ProcessStatus> => {
      const problem = (await answers(port)) ? `something else answers on port ${port} (${setting})` : 'not started'
      const name = { PostgreSQL: 'postgres', NATS: 'nats-server' }[label] ?? label
      return { name, port, up: false, state: 'stopped', pid: null, ready_ms: 0, rss_bytes: 0, restarts: 0, problem }
    }),
  )
  const disk = await freeMib(settings.home).catch(() => 0)
  return { stack: settings.stack, home: settings.home, pid: null, disk_free_mib: disk, processes }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 })
    const end = (open: boolean) => () => {
      socket.destroy()
      resolve(open)
    }
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false))
  })
