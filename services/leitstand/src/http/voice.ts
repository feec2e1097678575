import { BadGatewayException, BadRequestException, HttpException, Injectable, Logger } from '@nestjs/common'
import { type AnyDraft, complete, type Draft, violationOfData } from '@heimgewebe/contracts'
import type { CommandReceipt } from '../api.js'
import { type Asker, Owners } from '../io/owners.js'

/** Who says so: the page, for a person. The names of services are kept for those who append over the mesh. */
const SOURCE = '/leitstand/page'

/** Appends what a person says on the page: it enters the mesh as an event, like everything else. */
@Injectable()
export class Voice {
  private readonly log = new Logger('voice')

  constructor(private readonly owners: Owners) {}

  /** Appends an event. Throws 400 naming the field that breaks its contract, 502 where the log does not answer. */
  async say(asker: Asker, wanted: AnyDraft): Promise<CommandReceipt> {
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

/** 400, with what is wrong with the body. */
export const bad = (message: string): BadRequestException => new BadRequestException({ code: 'body', message })

/** The text fields of a body, of so many characters at most; refuses any other field and any other kind of value. */
export const textFieldsOf = <Name extends string>(
  body: unknown,
  names: readonly Name[],
  most: number,
): { readonly [N in Name]?: string } => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('the body is no JSON object')
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name))
      throw bad(`there is no field ${name.slice(0, 60)}; known are ${names.join(', ')}`)
    if (typeof value !== 'string' || value.length > most) throw bad(`${name} is no text of at most ${most} characters`)
    if (value.trim() !== '') fields[name] = value.trim()
  }
  return fields as { readonly [N in Name]?: string }
}

const refusal = (status: number, body: string): HttpException => {
  const { message } = JSON.parse(body) as { message?: string }
  return new HttpException(
    { code: 'log', message: `the log refused it: ${message ?? 'no reason given'}` },
    status < 500 ? 400 : 502,
  )
}
