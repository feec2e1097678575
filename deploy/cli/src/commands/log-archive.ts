import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { formatBytes, formatCount } from '../output/format.js'

/** How often a running act is asked about, in milliseconds. */
const LOOK_EVERY_MS = 500

interface Going {
  readonly first: number
  readonly last: number
  readonly events: number
  readonly partitions: number
  readonly bytes: number
  readonly recorded_until: string
}

interface Looked {
  readonly state: 'idle' | 'running' | 'done' | 'failed'
  readonly archived_to: number
  readonly last?: number
  readonly position?: number
  readonly bytes_before?: number
  readonly bytes_after?: number
  readonly message?: string
}

/** What the command was told. */
export interface ArchiveOptions {
  /** A moment or a position; unset: what CHRONIK_RETAIN says. */
  readonly before?: string
  readonly dryRun?: boolean
}

/** `heimgewebe log archive`: takes the bodies of old events out of Postgres and waits until that is done. */
export const logArchive = async (context: Context, options: ArchiveOptions): Promise<number> => {
  const { terminal, json, interrupted } = context
  const before = options.before === undefined ? {} : { before: momentOrPosition(options.before) }
  const chronik = await clientOf(context, 'chronik')
  const going = await chronik.post<Going>('/log/archive', {
    ...before,
    dry_run: options.dryRun === true,
    by: `person/${userInfo().username}`,
  })
  if (!json) terminal.print(`${options.dryRun ? 'would archive' : 'archiving'} ${inWords(going)}`)
  if (options.dryRun) {
    if (json) terminal.json(going)
    return EXIT.fine
  }
  let looked: Looked
  do {
    await sleep(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => {
      throw new Failure('not waited for: chronik goes on, and finishes after a restart too', EXIT.unreachable)
    })
    looked = await chronik.get<Looked>('/log/archive')
  } while (looked.state === 'running')
  if (looked.state !== 'done' || looked.last !== going.last)
    throw new Failure(`not archived: ${looked.message ?? 'chronik was restarted; ask again'}`, EXIT.findings)
  if (json) terminal.json({ ...going, ...looked })
  else
    terminal.print(
      `${terminal.tint('good', 'archived')} to position ${formatCount(looked.archived_to)}: ${formatBytes(looked.bytes_before ?? 0)} in Postgres became ${formatBytes(looked.bytes_after ?? 0)}; the segments hold these events alone now, so keep a copy of them`,
    )
  return EXIT.fine
}

const momentOrPosition = (text: string): number | string => {
  if (/^\d{1,16}$/.test(text)) return Number(text)
  if (!Number.isNaN(Date.parse(text))) return new Date(text).toISOString()
  throw new Failure(`${text} is neither a position nor a date`, EXIT.usage, 'Such as 2026-03-01 or 1000000.')
}

const inWords = ({ first, last, events, partitions, bytes, recorded_until }: Going): string =>
  `positions ${formatCount(first)} to ${formatCount(last)}: ${formatCount(events)} events in ${partitions} partition${partitions === 1 ? '' : 's'}, ${formatBytes(bytes)} in Postgres, taken until ${recorded_until}`
