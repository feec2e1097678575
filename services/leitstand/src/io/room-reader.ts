import { Inject, Injectable } from '@nestjs/common'
import type { Kysely } from 'kysely'
import { CONFIG, type Config } from '../config.js'
import { IncidentReader, type IncidentRecord } from './incident-reader.js'
import type { Moment } from './moment-rows.js'
import { NearReader } from './near-reader.js'

const HOUR_MS = 3_600_000

/** The rules of a room that its reading follows, as the decisions have them. */
interface Following {
  /** Changes that the events of an incident name. */
  readonly changesIn: (told: readonly Moment[]) => string[]
  /** Moment that "near" is measured from. */
  readonly anchorOf: (told: readonly Moment[], fallback: string) => string
}

/** Reads all that the room of an incident is gathered from. */
@Injectable()
export class RoomReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly incidents: IncidentReader,
    private readonly near: NearReader,
  ) {}

  /** The same reader inside a transaction: it sees what that has written. */
  within(db: Kysely<unknown>): RoomReader {
    return new RoomReader(this.config, new IncidentReader(db), new NearReader(db))
  }

  /** One incident by its name, and everything about it; nothing where no event names it. */
  async find(name: string, rules: Following) {
    const card = await this.incidents.find(name)
    return card && this.facts(card, rules)
  }

  private async facts(card: IncidentRecord, { changesIn, anchorOf }: Following) {
    const { roomRows: most, roomBeforeMs, roomAfterMs } = this.config
    const { rows: told, more } = await this.incidents.told(card.subject)
    const anchor = anchorOf(told, card.detected_at ?? card.resolved_at ?? told[0]?.time ?? '')
    const shift = (ms: number): string => new Date(Date.parse(anchor) + ms).toISOString()
    const around = { moment: anchor, from: shift(-roomBeforeMs), until: shift(roomAfterMs) }
    const { repository } = card
    const [near, beside, earlier, changes, configuration, rules] = await Promise.all([
      this.near.near(repository, around, most),
      this.incidents.beside(card.subject, around, most),
      this.incidents.earlier(card, anchor, most),
      this.near.changes(changesIn(told)),
      repository === undefined ? undefined : this.near.configuration(repository),
      repository === undefined ? [] : this.near.rules(repository),
    ])
    const subjects = changes.flatMap(({ subject, request, commit }) => [subject, request ?? subject, commit ?? subject])
    return {
      card,
      told,
      told_more: more,
      near,
      beside,
      earlier,
      changes,
      of_changes: await this.near.ofChanges(subjects),
      ...(configuration === undefined ? {} : { configuration }),
      rules,
      anchor,
      window: { before_hours: roomBeforeMs / HOUR_MS, after_hours: roomAfterMs / HOUR_MS },
      most,
    }
  }
}
