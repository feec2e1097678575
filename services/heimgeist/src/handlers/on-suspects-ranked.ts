import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { IncidentStore } from '../io/failures/incident-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Suspects that are kept, and events behind each reason: what an answer to "why" tells. */
const MOST_SUSPECTS = 3
const MOST_EVENTS = 5

/** Remembers which changes may be behind an incident, for whoever asks why. */
@Controller()
export class OnSuspectsRanked {
  constructor(private readonly incidents: IncidentStore) {}

  @OnEvent('suspects.ranked.v1')
  async handle(event: MeshEvent<'suspects.ranked.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { incident, repository, answer, missing, suspects } = event.data
    const told = suspects.slice(0, MOST_SUSPECTS).map(({ change, confidence, reasons }) => ({
      change,
      confidence,
      reasons: reasons.map(({ text, events }) => ({ text, events: events.slice(0, MOST_EVENTS) })),
    }))
    await this.incidents.suspect(delivery, incident, repository, { event: event.id, answer, suspects: told, missing })
    return []
  }
}
