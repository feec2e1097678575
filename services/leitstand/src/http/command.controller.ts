import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common'
import { draft, newId } from '@heimgewebe/contracts'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { bad, textFieldsOf, Voice } from './voice.js'

/** Longest field in characters. */
const MAX_TEXT = 1000

/** What a person asks for on the page. */
@Controller('api')
@Needs('admin')
export class CommandController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly voice: Voice,
  ) {}

  /** Appends `command.given.v1`; the answer to it comes as an event with the same correlation. */
  @Post('commands')
  @HttpCode(202)
  command(@Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const { text, change, about, repository } = textFieldsOf(body, ['text', 'change', 'about', 'repository'], MAX_TEXT)
    if (text === undefined) throw bad('text is missing')
    const by = `person/${this.config.person}`
    return this.voice.say(
      asker,
      draft('command.given.v1', {
        subject: change ?? about ?? `command/${newId()}`,
        actor: by,
        data: {
          text,
          by,
          expires_at: new Date(Date.now() + this.config.commandMs).toISOString(),
          ...(change === undefined ? {} : { change }),
          ...(about === undefined ? {} : { about }),
          ...(repository === undefined ? {} : { repository }),
        },
      }),
    )
  }

  /** Appends `watch.requested.v1`. */
  @Post('watch')
  @HttpCode(202)
  watch(@Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const { location, repository } = textFieldsOf(body, ['location', 'repository'], MAX_TEXT)
    if (location === undefined) throw bad('location is missing')
    return this.voice.say(
      asker,
      draft('watch.requested.v1', {
        subject: `watch/${newId()}`,
        actor: `person/${this.config.person}`,
        data: { location, ...(repository === undefined ? {} : { repository }) },
      }),
    )
  }
}
