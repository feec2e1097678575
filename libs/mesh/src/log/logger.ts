import type { LoggerService } from '@nestjs/common'
import { pino, type Logger as Pino } from 'pino'

/** Fields whose values never reach a log line. */
const REDACTED = [
  'token',
  'password',
  'secret',
  'seed',
  'authorization',
  '*.token',
  '*.password',
  '*.secret',
  '*.seed',
  '*.authorization',
  'headers.cookie',
]

/** One JSON line an entry on standard error, for Nest and for the services' own `Logger`. */
export class JsonLogger implements LoggerService {
  private readonly pino: Pino

  constructor(service: string, level: string) {
    this.pino = pino(
      { level, base: { service }, redact: REDACTED, messageKey: 'message' },
      pino.destination({ dest: 2, sync: true }),
    )
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest)
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest)
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest)
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest)
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest)
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest)
  }

  /** Nest passes the context last, and for errors the stack before it. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = rest.filter((part) => typeof part === 'string')
    const fields: Record<string, unknown> = Object.assign(
      {},
      ...rest.filter((part) => typeof part === 'object' && part !== null),
    )
    const context = texts.at(-1)
    if (context !== undefined) fields['context'] = context
    if (texts.length > 1) fields['stack'] = texts[0]
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message)
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message })
    else this.pino[level](fields, String(message))
  }
}
