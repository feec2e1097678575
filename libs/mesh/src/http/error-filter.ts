import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { OutOfReachError } from '../errors.js'
import { isOutOfReach } from '../store/database.js'

/** Every error leaves as `{ code, message }`; what is inside stays in the log. */
@Catch()
export class ErrorFilter implements ExceptionFilter<unknown> {
  private readonly log = new Logger('http')

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    if (reply.sent || reply.raw.headersSent) return
    const { status, body } = answerOf(error)
    if (status === 500) this.log.error(error)
    if (status === 503) void reply.header('retry-after', '2')
    void reply.status(status).send(body)
  }
}

/** Status and body with which an error leaves the house. */
export const answerOf = (error: unknown): { status: number; body: { code: string; message: string } } => {
  if (error instanceof HttpException) {
    const response = error.getResponse()
    const fields = typeof response === 'object' ? (response as Record<string, unknown>) : {}
    const code = typeof fields['code'] === 'string' ? fields['code'] : (NAMES[error.getStatus()] ?? 'error')
    return {
      status: error.getStatus(),
      body: { ...fields, code, message: textOf(fields['message'] ?? error.message).replace(ASKED_FOR, '$1') },
    }
  }
  if (error instanceof OutOfReachError) return { status: 503, body: { code: error.code, message: error.message } }
  if (isOutOfReach(error))
    return { status: 503, body: { code: 'database', message: 'the database is out of reach; try again' } }
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, body: { code: NAMES[statusCode] ?? 'request', message: textOf(message) } }
  return {
    status: 500,
    body: { code: 'internal', message: 'something went wrong here; the log of the service says what' },
  }
}

/** What the framework says of a route that is not there, with a query in which somebody may have put a token. */
const ASKED_FOR = /^(Cannot [A-Z]+ [^?]*)\?.*$/s

const NAMES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'token',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  414: 'too_long',
  415: 'media_type',
  429: 'too_many',
  503: 'unavailable',
}

const textOf = (message: unknown): string => (Array.isArray(message) ? message.join('; ') : String(message))
