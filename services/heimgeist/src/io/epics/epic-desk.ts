import { Inject, Injectable } from '@nestjs/common'
import type { AnyDraft, Draft, MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../../config.js'
import { AlarmClock } from '../alarm-clock.js'
import { ChangeStore } from '../change-store.js'
import { EpicAlike, type AlikeTold } from './epic-alike.js'
import { EpicFacts } from './epic-facts.js'
import { EpicReader, type EpicRead, type Related } from './epic-reader.js'
import { EpicStore } from './epic-store.js'
import type { EpicRow, FactsJson, LinkRow } from './epic-tables.js'
import { type EpicWarnRules, EpicWarner } from './epic-warner.js'
import type { HeimgeistTables } from '../tables.js'

type HeimgeistDelivery = Delivery<HeimgeistTables>

interface Mention {
  readonly subject: string
  readonly name: string
  readonly event: string
}

/** The rules of epics: given by a handler, since a store knows none. */
export interface EpicDeskRules<Looked> extends EpicWarnRules<Looked> {
  readonly related: Related
  readonly look: (known: EpicRead) => Looked
  readonly assess: (event: MeshEvent, looked: Looked, before: EpicRow['assessed']) => Draft | undefined
  readonly nextAt: (looked: Looked) => number | undefined
  readonly linkNamed: (
    event: MeshEvent,
    mentions: readonly Mention[],
    known: { readonly epics: readonly EpicRow[]; readonly links: readonly LinkRow[]; readonly most: number },
  ) => Draft[]
  /** Links an incident to the epics of the change that caused it. */
  readonly linkCaused: (
    event: MeshEvent,
    incident: string,
    change: string,
    known: { readonly epics: readonly EpicRow[]; readonly links: readonly LinkRow[]; readonly most: number },
  ) => Draft[]
}

/** What an event tells of something that may belong to an epic. */
export interface ThingTold {
  readonly subject: string
  /** Its facts after the event; absent where they stay as they were. */
  readonly facts?: FactsJson
  /** Epics and issues that its text names. */
  readonly names?: readonly string[]
  /** Incident that it caused. */
  readonly caused?: string
  /** What went wrong with it. */
  readonly trouble?: { readonly change: string; readonly event: string }
}

/** Texts that are looked at when an epic is opened or an issue describes it. */
const MOST_MENTIONS = 1000

/** Keeps what the events tell, links what names an epic, and has each epic that is concerned looked at. */
@Injectable()
export class EpicDesk {
  constructor(
    private readonly epics: EpicStore,
    private readonly facts: EpicFacts,
    private readonly alike: EpicAlike,
    private readonly reader: EpicReader,
    private readonly alarms: AlarmClock,
    private readonly warner: EpicWarner,
    private readonly changes: ChangeStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What is told of one thing so far. */
  known<Facts extends FactsJson>(delivery: HeimgeistDelivery, subject: string): Promise<Facts | undefined> {
    return this.facts.of<Facts>(delivery, subject)
  }

  /** Keeps what an event tells, and gives what follows for the epics that it concerns. */
  async hear<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    told: ThingTold,
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    const { subject, facts, names = [], trouble } = told
    if (facts) await this.facts.keep(delivery, facts, rules.related([facts]))
    if (facts && (await this.epics.watches(delivery, subject))) this.epics.forget(delivery)
    if (trouble) await this.facts.trouble(delivery, trouble)
    await this.epics.mention(delivery, subject, names, event.id)
    const mentions = names.map((name) => ({ subject, name, event: event.id }))
    const linked = await this.linkMentions(delivery, event, mentions, rules)
    if (!(await this.epics.watches(delivery, subject))) return linked
    const concerned = await this.epics.concerned(delivery, subject)
    const caused =
      told.caused === undefined ? [] : await this.linkCaused(delivery, event, told.caused, subject, concerned, rules)
    return [...linked, ...caused, ...(await this.look(delivery, event, concerned, rules))]
  }

  /** Keeps that problems are alike, and looks at the epics whose changes had them. */
  async liken<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    told: AlikeTold,
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    await this.alike.keep(delivery, told)
    const names = new Set<string>()
    for (const change of await this.alike.changesOf(delivery, told))
      if (await this.epics.watches(delivery, change))
        for (const name of await this.epics.concerned(delivery, change)) names.add(name)
    return this.look(delivery, event, [...names].sort(), rules)
  }

  /** Does what drafts, or events from outside, say of epics; and gives what follows. */
  async change<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    told: readonly (Draft | MeshEvent)[],
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    const names = await this.apply(delivery, event, told)
    const opened = (told as readonly AnyDraft[])
      .filter(({ type }) => type === 'epic.opened.v1')
      .map(({ data }) => (data as { epic: string }).epic)
    const rows = await this.epics.find(delivery, opened)
    const wanted = rows.flatMap(({ epic, issue }) => [`epic/${epic}`, ...(issue === null ? [] : [issue])])
    const mentions = wanted.length === 0 ? [] : await this.epics.mentions(delivery, wanted, MOST_MENTIONS)
    const linked = await this.linkMentions(delivery, event, mentions, rules)
    return [...linked, ...(await this.look(delivery, event, names, rules))]
  }

  /** An alarm tells an epic what time it is. */
  async ring<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent<'alarm.rang.v1'>,
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    const row = await this.epics.openedBy(delivery, event.data.about)
    if (!row || row.closed) return []
    await this.epics.tick(delivery, row.epic, Date.parse(event.time))
    return this.look(delivery, event, [row.epic], rules)
  }

  /** How the epics that a text names stand, for commands about them. */
  async standing(delivery: HeimgeistDelivery, names: readonly string[], about: string | undefined) {
    const rows = await this.epics.find(delivery, names)
    const links = await this.epics.links(
      delivery,
      rows.map(({ epic }) => epic),
    )
    const epics = rows.map(({ epic, title, closed, assessed }) => {
      const own = links.filter((one) => one.epic === epic && !one.gone)
      const link = own.find(({ subject }) => subject === about)
      const { merged = 0, open = 0 } = (assessed ?? {}) as { merged?: number; open?: number }
      const linkedBy = link ? { linkedBy: link.by ?? 'somebody' } : {}
      return { epic, title, open: closed === null, merged, still: open, size: own.length, ...linkedBy }
    })
    const holders = rows.length === 0 || about === undefined ? [] : await this.epics.holders(delivery, about)
    return { epics, holders }
  }

  private async apply(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    told: readonly (Draft | MeshEvent)[],
  ): Promise<string[]> {
    for (const { type, data, id } of told as readonly AnyDraft[])
      await this.epics.apply(delivery, { type, data, id: id!, atMs: Date.parse(event.time) } as Parameters<
        EpicStore['apply']
      >[1])
    return [...new Set(told.flatMap(({ data }) => (data as { epic?: string }).epic ?? []))].sort()
  }

  private async linkMentions<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    mentions: readonly Mention[],
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    if (mentions.length === 0) return []
    const names = [...new Set(mentions.map(({ name }) => name))]
    const direct = names.filter((name) => name.startsWith('epic/')).map((name) => name.slice(5))
    const epics = await this.epics.find(delivery, direct, names)
    if (epics.length === 0) return []
    const links = await this.epics.links(
      delivery,
      epics.map(({ epic }) => epic),
    )
    const drafts = rules.linkNamed(event, mentions, { epics, links, most: this.config.epicSize })
    await this.apply(delivery, event, drafts)
    return drafts
  }

  private async linkCaused<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    incident: string,
    change: string,
    names: readonly string[],
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    const epics = await this.epics.find(delivery, names)
    const links = await this.epics.links(delivery, names)
    const drafts = rules.linkCaused(event, incident, change, { epics, links, most: this.config.epicSize })
    await this.apply(delivery, event, drafts)
    return drafts
  }

  /** Looks at each of these epics as it stands now: warns, says what changed, and sets its alarm. */
  private async look<Looked>(
    delivery: HeimgeistDelivery,
    event: MeshEvent,
    names: readonly string[],
    rules: EpicDeskRules<Looked>,
  ): Promise<Draft[]> {
    const drafts: Draft[] = []
    for (const row of await this.epics.find(delivery, names)) {
      await this.changes.settle(delivery)
      const known = await this.reader.about(row, rules.related, delivery.db)
      const looked = rules.look(known)
      drafts.push(...(await this.warner.warn(delivery, event, known.warned, looked, rules)))
      const assessed = row.closed ? undefined : rules.assess(event, looked, row.assessed)
      if (assessed) await this.epics.assessed(delivery, row.epic, assessed.data)
      drafts.push(...(assessed ? [assessed] : []))
      const name = `stale/${row.opened}`
      const atMs = rules.nextAt(looked)
      if (atMs === undefined) await this.alarms.clear(delivery, name)
      else
        await this.alarms.set(delivery, {
          ...{ name, about: row.opened, atMs, subject: `epic/${row.epic}` },
          correlation: event.correlationid,
        })
    }
    return drafts
  }
}
