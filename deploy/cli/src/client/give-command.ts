import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyMeshEvent } from '@heimgewebe/contracts'
import { clientOf, type Context, stackFlag } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'
import { append, findEvents } from './event.js'
import type { ServiceClient } from './service-client.js'

/** Looks at the log for the answer to a command, and time between two of them in milliseconds. */
const LOOKS = 100
const LOOK_MS = 100

/** How long a command may wait to be heard, in milliseconds; after that it is refused. */
const WAIT_MS = 3_600_000

/** A command and what it is about. */
export interface Order {
  readonly text: string
  /** Subject of the change, issue or incident. */
  readonly about?: string | undefined
  readonly repository?: string | undefined
}

/** Appends a command of whoever is signed in at this machine, and gives its event id and that name. `named`: what it is about, as the contract has it. */
export const appendCommand = async (
  chronik: ServiceClient,
  { text, about, repository }: Order,
  named: { readonly change?: string; readonly about?: string },
): Promise<{ id: string; by: string }> => {
  const by = `person/${userInfo().username}`
  const id = await append(chronik, 'command.given.v1', about ?? `command/${randomUUID()}`, {
    ...{ text, by, expires_at: new Date(Date.now() + WAIT_MS).toISOString() },
    ...named,
    ...(repository === undefined ? {} : { repository }),
  })
  return { id, by }
}

/** Gives a command as any other, and waits for the event that answers it, of a type like `answers`. Throws `Failure` where it is refused, with exit code 1. */
export const giveCommand = async (context: Context, order: Order, answers: RegExp): Promise<AnyMeshEvent> => {
  const { interrupted } = context
  const { about } = order
  const chronik = await clientOf(context, 'chronik')
  const named = about === undefined ? {} : /^(?:change|pr|branch)\//.test(about) ? { change: about } : { about }
  const { id } = await appendCommand(chronik, order, named)
  for (let look = 0; look < LOOKS && !interrupted.aborted; look++) {
    const heard = (await findEvents(chronik, { correlation: id, order: 'asc', limit: 20 })) as readonly AnyMeshEvent[]
    const answer = heard.find(({ type }) => type === 'command.refused.v1' || answers.test(type))
    if (answer?.type === 'command.refused.v1') throw new Failure(harmless(answer.data.reason), EXIT.findings)
    if (answer) return answer
    await sleep(LOOK_MS, undefined, { signal: interrupted }).catch(() => undefined)
  }
  throw new Failure(
    'the command is given, and heimgeist has not answered yet',
    EXIT.unreachable,
    `See "heimgewebe status${stackFlag(context.settings)}".`,
  )
}
