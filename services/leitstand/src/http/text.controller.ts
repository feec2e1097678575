import { ConflictException, Controller, HttpCode, Inject, NotFoundException, Param, Post, Req } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { mayBeAskedFor } from '@heimgewebe/model'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { askForProse } from '../decisions/ask-for-prose.js'
import { anchorOf, changesIn, gatherRoom } from '../decisions/gather-room.js'
import { RoomReader } from '../io/room-reader.js'
import { restOf } from './read-query.js'
import { Voice } from './voice.js'

/** What a person wants a language model to write. */
@Controller('api')
@Needs('admin')
export class TextController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly rooms: RoomReader,
    private readonly voice: Voice,
  ) {}

  /** Appends `text.requested.v1`: the facts of the draft of the post-mortem, to be told in prose. 409 where no model may be asked. */
  @Post('incidents/:id/prose')
  @HttpCode(202)
  async prose(@Param('id') id: string, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const name = restOf(id)
    const facts = await this.rooms.find(name, { changesIn, anchorOf })
    if (!facts)
      throw new NotFoundException({ code: 'unknown_incident', message: `no event names the incident ${name}` })
    if (!(await mayBeAskedFor(this.config.modelsFile, 'post_mortem')))
      throw new ConflictException({ code: 'no_model', message: 'no model is configured for the prose of an incident' })
    const by = `person/${this.config.person}`
    return this.voice.say(asker, { ...askForProse(gatherRoom(facts), by), actor: by })
  }
}
