import { HostError } from '../errors.js'
import { NET_LIMITS, type NetLimits } from './limits.js'
import { Retries } from './retries.js'
import { type Resolver, Sender } from './send.js'
import { problemOf } from './status-problem.js'

/** One message to an address whose path may be a secret. */
export interface Post {
  readonly url: URL
  readonly body: Readonly<Record<string, unknown>>
  /** The owner says that it is in a private net or on this machine; plain HTTP is then allowed too. Default false. */
  readonly own?: boolean
  readonly limits?: Partial<NetLimits>
  readonly signal?: AbortSignal
  /** For tests. Default: that of the system. */
  readonly resolver?: Resolver
}

/** How a message was taken. */
export interface Posted {
  readonly tries: number
}

/** Ends of a connection before anything was sent: trying again sends nothing twice. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']

/** Whether a message was surely not taken: the other side said so, or was never reached. */
export const surelyNotTaken = ({ code, status, cause }: HostError): boolean => {
  if (status !== undefined || code === 'refused') return true
  return code === 'unavailable' && UNSENT.includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '')
}

/**
 * Posts JSON under the policy of all hosts, follows no redirect, and reads nothing of the answer but its status. Tried
 * again only where the message was surely not taken, so that nobody is told twice. Throws `HostError`, a `PostError` once
 * it was tried; the path of the address is in none of it.
 */
export const postJson = async ({ url, body, own = false, signal, resolver, ...more }: Post): Promise<Posted> => {
  const limits = { ...NET_LIMITS, ...more.limits }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && own))
    throw new HostError('refused', 'only https is spoken, unless the provider is configured as own')
  if (url.username !== '' || url.password !== '') throw new HostError('refused', 'an address with credentials')
  const sender = new Sender('webhook', own, limits, resolver)
  let tries = 0
  try {
    await new Retries(limits, surelyNotTaken).run(async () => {
      signal?.throwIfAborted()
      tries++
      const answer = await sender.send({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', 'user-agent': 'heimgewebe' },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      })
      const problem = problemOf({ ...answer, body: Buffer.alloc(0) }, url.host, { now: Date.now(), secrets: [] })
      if (problem !== undefined) throw problem
    })
    return { tries }
  } catch (error) {
    if (error instanceof HostError) throw new PostError(error, tries)
    throw error
  } finally {
    sender.close()
  }
}

/** A message that was not taken, or of which nobody knows. */
export class PostError extends HostError {
  /** Whether it was surely not taken. */
  readonly unsent: boolean

  constructor(
    error: HostError,
    /** How often it was tried. */
    readonly tries: number,
  ) {
    super(error.code, error.message, { cause: error, ...(error.status === undefined ? {} : { status: error.status }) })
    this.unsent = surelyNotTaken(error)
  }
}
