import {
  BadGatewayException,
  BadRequestException,
  Body,
  Controller,
  HttpCode,
  HttpException,
  Inject,
  Logger,
  Post,
  Req,
} from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { type Draft, complete, draft, newId, violationOfData } from '@heimgewebe/contracts'
import type { FastifyRequest } from 'fastify'
import type { CommandReceipt } from '../api.js'
import { CONFIG, type Config } from '../config.js'
import { type Asker, Owners } from '../io/owners.js'

/** Who says so: the page, for a person. The names of services are kept for those who append over the mesh. */
const SOURCE = '/leitstand/page'

/** Longest command in characters. */
const MAX_TEXT = 1000

/** What a person asks for on the page enters the mesh as an event, like everything else. */
@Controller('api')
@Needs('admin')
export class CommandController {
  private readonly log = new Logger('command')

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly owners: Owners,
  ) {}

  /** Appends `command.given.v1`; the answer to it comes as an event with the same correlation. */
  @Post('commands')
  @HttpCode(202)
  command(@Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const { text, change, repository } = fieldsOf(body, ['text', 'change', 'repository'])
    if (text === undefined) throw bad('text is missing')
    return this.append(
      asker,
      draft('command.given.v1', {
        subject: change ?? `command/${newId()}`,
        actor: `person/${this.config.person}`,
        data: {
          text,
          by: this.config.person,
          ...(change === undefined ? {} : { change }),
          ...(repository === undefined ? {} : { repository }),
        },
      }),
    )
  }

  /** Appends `watch.requested.v1`. */
  @Post('watch')
  @HttpCode(202)
  watch(@Body() body: unknown, @Req() asker: FastifyRequest): Promise<CommandReceipt> {
    const { location, repository } = fieldsOf(body, ['location', 'repository'])
    if (location === undefined) throw bad('location is missing')
    return this.append(
      asker,
      draft('watch.requested.v1', {
        subject: `watch/${newId()}`,
        actor: `person/${this.config.person}`,
        data: { location, ...(repository === undefined ? {} : { repository }) },
      }),
    )
  }

  private async append(
    asker: Asker,
    wanted: Draft<'command.given.v1'> | Draft<'watch.requested.v1'>,
  ): Promise<CommandReceipt> {
    const violation = violationOfData(wanted.type, wanted.data)
    if (violation) throw bad(`${violation.field.replace('/data/', '')} ${violation.message}`)
    const event = complete(wanted as Draft, SOURCE, new Date())
    const answer = await this.owners.post(event, asker).catch((error: unknown) => {
      this.log.warn(error)
      throw new BadGatewayException({ code: 'log', message: 'the log (chronik) does not answer; nothing was done' })
    })
    if (answer.status >= 300) throw refusal(answer.status, answer.body)
    return { id: event.id }
  }
}

const bad = (message: string): BadRequestException => new BadRequestException({ code: 'body', message })

type Fields<Name extends string> = { readonly [N in Name]?: string }

/** The text fields of a body; refuses any other field and any other kind of value. */
const fieldsOf = <Name extends string>(body: unknown, names: readonly Name[]): Fields<Name> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('the body is no JSON object')
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name)) throw bad(`there is no field ${name}; known are ${names.join(', ')}`)
    if (typeof value !== 'string' || value.length > MAX_TEXT)
      throw bad(`${name} is no text of at most ${MAX_TEXT} characters`)
    if (value.trim() !== '') fields[name] = value.trim()
  }
  return fields as Fields<Name>
}

const refusal = (status: number, body: string): HttpException => {
  const { message } = JSON.parse(body) as { message?: string }
  return new HttpException(
    { code: 'log', message: `the log refused it: ${message ?? 'no reason given'}` },
    status < 500 ? 400 : 502,
  )
}
