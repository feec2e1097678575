import {
  BadGatewayException,
  BadRequestException,
  Body,
  Controller,
  HttpCode,
  HttpException,
  Inject,
  Logger,
  Param,
  Post,
  Req,
} from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { complete, draft, isUuid, violationOfData } from '@heimgewebe/contracts'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { Owners } from '../io/owners.js'

/** Longest note in characters, as the contract has it. */
const MAX_NOTE = 2000

/** Answers to what people are asked. An answer names the bytes that were shown; it counts for no others. */
@Controller('api')
@Needs('admin')
export class ApprovalController {
  private readonly log = new Logger('approvals')

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly owners: Owners,
  ) {}

  /** Appends `approval.given.v1`: `option`, `content_sha256` as it was shown, and a `note`. */
  @Post('approvals/:id')
  @HttpCode(202)
  async answer(@Param('id') id: string, @Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const request = idOf(id)
    const { option, content_sha256: seen, note } = fieldsOf(body)
    if (option === undefined) throw bad('option is missing')
    const wanted = draft('approval.given.v1', {
      subject: `approval/${request}`,
      // What follows from the answer is traced through the question to what was proposed.
      causationid: request,
      actor: `person/${this.config.person}`,
      data: {
        request,
        option,
        by: `person/${this.config.person}`,
        provider: 'web',
        ...(seen === undefined ? {} : { content_sha256: seen }),
        ...(note === undefined ? {} : { note: note.slice(0, MAX_NOTE) }),
      },
    })
    const violation = violationOfData(wanted.type, wanted.data)
    if (violation) throw bad(`${violation.field.replace('/data/', '')} ${violation.message}`)
    const event = complete(wanted, '/leitstand/page', new Date())
    const { status } = await this.owners.post(event, asker).catch((error: unknown) => {
      this.log.warn(error)
      throw new BadGatewayException({ code: 'log', message: 'the log (chronik) does not answer; nothing was done' })
    })
    if (status >= 300) throw new HttpException({ code: 'log', message: 'the log refused it' }, status < 500 ? 400 : 502)
    return { id: event.id }
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'body', message })

const idOf = (id: string): string => {
  if (!isUuid(id.toLowerCase())) throw bad('the id is no UUID')
  return id.toLowerCase()
}

/** The fields of an answer; refuses any other field and any other kind of value. */
const fieldsOf = (body: unknown): { option?: string; content_sha256?: string; note?: string } => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('the body is no JSON object')
  for (const [name, value] of Object.entries(body)) {
    if (!['option', 'content_sha256', 'note'].includes(name)) throw bad(`there is no field ${name.slice(0, 60)}`)
    if (typeof value !== 'string' || value.length > MAX_NOTE)
      throw bad(`${name} is no text of at most ${MAX_NOTE} characters`)
  }
  return body
}
