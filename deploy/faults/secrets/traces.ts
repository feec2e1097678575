import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { readSegments } from '../checker/segments.js'
import type { Rig } from '../rig/rig.js'
import { familyOf } from '../rig/processes.js'
import type { Canaries } from './canaries.js'

/** Where a secret was found: place, and what stands around it. */
export type Found = string

/** Looks through a file for secrets, read as bytes. */
const inFile = (path: string, canaries: Canaries): string | undefined => {
  try {
    return canaries.in(readFileSync(path).toString('latin1'))
  } catch {
    // A file may go while it is looked for.
    return undefined
  }
}

/** Every file below a folder but those of the secrets themselves. */
export const inFiles = (folder: string, kept: readonly string[], canaries: Canaries): { n: number; found: Found[] } => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !kept.some((one) => path.startsWith(one)))
  const found = files.flatMap((path) => {
    const around = inFile(path, canaries)
    return around === undefined ? [] : [`${relative(folder, path)}: ${around}`]
  })
  return { n: files.length, found }
}

/** Every event of the portable log, packed or not. */
export const inSegments = async (folder: string, canaries: Canaries): Promise<{ n: number; found: Found[] }> => {
  const { bodies } = await readSegments(folder)
  return { n: bodies.length, found: bodies.flatMap((body) => canaries.in(body) ?? []) }
}

/** Every row of every table, as text. */
export const inTables = async ({ postgres }: Rig, canaries: Canaries): Promise<{ n: number; found: Found[] }> => {
  const tables = await postgres.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const found: Found[] = []
  let n = 0
  for (const { name } of tables)
    for (const { row } of await postgres.query<{ row: string }>(`select t::text as row from ${name} t`)) {
      n++
      const around = canaries.in(row)
      if (around !== undefined) found.push(`${name}: ${around}`)
    }
  return { n, found }
}

/** Arguments and environments of the processes of a campaign and all that they start, looked at again and again. */
export class ProcessWatch {
  readonly found = new Set<Found>()
  readonly seen = new Set<string>()
  private readonly timer: NodeJS.Timeout

  constructor(private readonly canaries: Canaries) {
    this.timer = setInterval(() => this.look(), 40)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    for (const pid of familyOf([process.pid]).filter((one) => one !== process.pid))
      for (const what of ['cmdline', 'environ']) {
        const path = `/proc/${pid}/${what}`
        const around = inFile(path, this.canaries)
        this.seen.add(`${pid} ${what}`)
        if (around !== undefined) this.found.add(`${what} of ${nameOf(pid)}: ${around}`)
      }
  }
}

const nameOf = (pid: number): string => read(`/proc/${pid}/comm`).trim()

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Whether a folder is there. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
