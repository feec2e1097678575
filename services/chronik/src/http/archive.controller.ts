import { BadRequestException, Body, ConflictException, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { ArchiveState } from '../io/archive/archive.js'
import { EventLog } from '../io/append/event-log.js'
import type { ArchiveWish } from '../io/archive/plan-archive.js'

/** What goes, or would go. */
interface Going {
  readonly first: number
  readonly last: number
  readonly events: number
  readonly partitions: number
  /** What that takes in Postgres now, in bytes. */
  readonly bytes: number
  /** When the log took the last of it, RFC 3339. */
  readonly recorded_until: string
}

interface Wanted {
  readonly before?: unknown
  readonly dry_run?: unknown
  readonly by?: unknown
}

/** Takes the bodies of old events out of Postgres; the packed segments hold them, and every read answers as before. */
@Controller('log/archive')
@Needs('admin')
export class ArchiveController {
  constructor(
    private readonly log: EventLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** How far the log is archived, and the act that runs or ran last. */
  @Get()
  look(): Promise<ArchiveState & { archived_to: number }> {
    return this.log.archive.look()
  }

  /** Begins to archive whole partitions from before `before`, a moment or a position, and says which. 409 where something stands against it. */
  @Post()
  @HttpCode(202)
  async begin(@Body() wanted: Wanted | undefined): Promise<Going> {
    const wish = this.wishOf(wanted ?? {})
    const by = wanted?.by ?? 'a token'
    if (typeof by !== 'string' || by === '' || by.length > 300) throw bad('by is a text of at most 300 characters')
    const { archive } = this.log
    const planned = wanted?.dry_run === true ? await archive.plan(wish) : await archive.begin(wish, by)
    if (!planned.ok) throw new ConflictException({ code: planned.code, message: planned.message })
    const { first, last, bytes, partitions } = planned.plan
    const recorded_until = new Date(partitions.at(-1)!.recordedMs).toISOString()
    return { first, last, events: last - first + 1, partitions: partitions.length, bytes, recorded_until }
  }

  /** What is asked for, within what the owner keeps in any case. */
  private wishOf({ before }: Wanted): ArchiveWish {
    const { retainMs } = this.config
    const oldest = retainMs === undefined ? Infinity : Date.now() - retainMs
    if (before === undefined && retainMs === undefined)
      throw bad('before is a moment or a position; without it CHRONIK_RETAIN must be set')
    if (before === undefined) return { beforeMs: oldest }
    if (Number.isSafeInteger(before) && (before as number) > 0)
      return { beforePosition: before as number, beforeMs: oldest }
    const ms = typeof before === 'string' ? Date.parse(before) : NaN
    if (Number.isNaN(ms)) throw bad('before is a position, or a moment such as 2026-03-01T10:00:00Z')
    return { beforeMs: Math.min(oldest, ms) }
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'bad_request', message })
