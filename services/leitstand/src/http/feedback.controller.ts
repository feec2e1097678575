import { Body, Controller, HttpCode, Inject, NotFoundException, Param, Post, Req } from '@nestjs/common'
import { draft, isUuid } from '@heimgewebe/contracts'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { IncidentReader } from '../io/incident-reader.js'
import { restOf } from './read-query.js'
import { bad, textFieldsOf, Voice } from './voice.js'

/** Longest field in characters, as the contract has the note. */
const MAX_TEXT = 2000

/** What a person says of a suspect: sichter learns from it and ranks anew. */
@Controller('api')
@Needs('admin')
export class FeedbackController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly incidents: IncidentReader,
    private readonly voice: Voice,
  ) {}

  /** Appends `feedback.given.v1`: `verdict` (confirm or deny) of `change`, `about` the ranking that was shown, and a `note`. */
  @Post('incidents/:id/feedback')
  @HttpCode(202)
  async say(@Param('id') id: string, @Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const { verdict, change, about, note } = textFieldsOf(body, ['verdict', 'change', 'about', 'note'], MAX_TEXT)
    if (verdict !== 'confirm' && verdict !== 'deny') throw bad('verdict is neither confirm nor deny')
    if (change === undefined) throw bad('change is missing')
    if (about === undefined || !isUuid(about.toLowerCase())) throw bad('about is no UUID')
    const name = restOf(id)
    const incident = await this.incidents.find(name)
    if (!incident)
      throw new NotFoundException({ code: 'unknown_incident', message: `no event names the incident ${name}` })
    const by = `person/${this.config.person}`
    const { subject, repository } = incident
    return this.voice.say(
      asker,
      draft('feedback.given.v1', {
        subject,
        // What follows from it is traced through the ranking to the incident.
        causationid: about.toLowerCase(),
        actor: by,
        data: {
          about: about.toLowerCase(),
          subject,
          ...(repository === undefined ? {} : { repository }),
          verdict,
          change,
          by,
          provider: 'web',
          ...(note === undefined ? {} : { note }),
        },
      }),
    )
  }
}
