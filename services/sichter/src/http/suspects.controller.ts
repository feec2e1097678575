import { Controller, Get, NotFoundException, Param } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { SuspectStore } from '../io/suspect-store.js'

/** Which changes may be behind an incident, for people and tools. */
@Controller()
@Needs('read')
export class SuspectsController {
  constructor(private readonly store: SuspectStore) {}

  /** The latest answer to an incident, by its subject. */
  @Get('suspects/*')
  async suspects(@Param('*') incident: string) {
    const found = incident.includes('\0') ? undefined : await this.store.get(incident)
    if (!found) throw new NotFoundException({ code: 'not_found', message: `nobody was suspected of ${incident}` })
    return found
  }
}
