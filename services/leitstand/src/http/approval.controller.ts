import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common'
import { draft, isUuid } from '@heimgewebe/contracts'
import { Needs } from '@heimgewebe/mesh'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { bad, textFieldsOf, Voice } from './voice.js'

/** Longest note in characters, as the contract has it. */
const MAX_NOTE = 2000

/** Answers to what people are asked. An answer names the bytes that were shown; it counts for no others. */
@Controller('api')
@Needs('admin')
export class ApprovalController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly voice: Voice,
  ) {}

  /** Appends `approval.given.v1`: `option`, `content_sha256` as it was shown, and a `note`. */
  @Post('approvals/:id')
  @HttpCode(202)
  answer(@Param('id') id: string, @Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const request = idOf(id)
    const { option, content_sha256: seen, note } = textFieldsOf(body, ['option', 'content_sha256', 'note'], MAX_NOTE)
    if (option === undefined) throw bad('option is missing')
    const by = `person/${this.config.person}`
    return this.voice.say(
      asker,
      draft('approval.given.v1', {
        subject: `approval/${request}`,
        // What follows from the answer is traced through the question to what was proposed.
        causationid: request,
        actor: by,
        data: {
          request,
          option,
          by,
          provider: 'web',
          ...(seen === undefined ? {} : { content_sha256: seen }),
          ...(note === undefined ? {} : { note }),
        },
      }),
    )
  }
}

const idOf = (id: string): string => {
  if (!isUuid(id.toLowerCase())) throw bad('the id is no UUID')
  return id.toLowerCase()
}
