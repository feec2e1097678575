import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { contentHash } from '@heimgewebe/contracts'
import { append } from '../client/event.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** What is to change, by the names of a policy; lists with commas between. */
export interface SetPolicyOptions {
  readonly level?: string
  readonly levels?: string
  readonly commanders?: string
  readonly guardsPerDay?: string
  readonly messagesPerDay?: string
  readonly promoteAfter?: string
  /** Begin from what the environment says, and not from the policy in force. */
  readonly reset?: boolean
  readonly reason: string
}

interface Version {
  readonly version: number
  readonly content: Readonly<Record<string, unknown>>
  readonly by: string
  readonly reason: string | null
  readonly at: string
}

/** The policy as heimgeist tells it. */
interface Known {
  readonly version: number
  readonly in_force: Readonly<Record<string, unknown>>
  readonly versions: readonly Version[]
}

interface Decided {
  readonly decisions: readonly { readonly about: string; readonly reasons: readonly { readonly text: string }[] }[]
}

/** Longest wait for heimgeist's answer, in milliseconds. */
const LONGEST_WAIT_MS = 15_000
const LOOK_EVERY_MS = 200

const read = async (context: Context): Promise<Known> => (await clientOf(context, 'heimgeist')).get<Known>('/policy')

/** `heimgewebe policy show`: what is in force, and who changed what and why. */
export const showPolicy = async (context: Context): Promise<number> => {
  const { terminal, json } = context
  const known = await read(context)
  if (json) {
    terminal.json(known)
    return EXIT.fine
  }
  terminal.print(`default ${known.version}${known.versions.length === 0 ? ', as the environment says' : ''}`)
  for (const [name, value] of Object.entries(known.in_force)) terminal.print(`  ${name.padEnd(17)} ${worded(value)}`)
  for (const { version, by, at, reason } of known.versions)
    terminal.print(harmless(`${at.slice(0, 16)}  version ${version} by ${by}${reason === null ? '' : `: ${reason}`}`))
  return EXIT.fine
}

const worded = (value: unknown): string => {
  if (!Array.isArray(value)) return harmless(String(value))
  return value.length === 0 ? '–' : harmless(value.join(', '))
}

/** `heimgewebe policy set`: another policy holds from now on, or heimgeist says why not. */
export const setPolicy = async (context: Context, options: SetPolicyOptions): Promise<number> => {
  const changes = changesOf(options)
  if (Object.keys(changes).length === 0 && !options.reset)
    throw new Failure('name what is to change, such as --level or --messages-per-day', EXIT.usage)
  const known = await read(context)
  const content = { ...(options.reset ? {} : known.versions[0]?.content), ...changes }
  const version = known.version + 1
  const chronik = await clientOf(context, 'chronik')
  const id = await append(chronik, 'policy.changed.v1', 'policy/default', {
    policy: 'default',
    version,
    content,
    content_sha256: contentHash(content),
    by: `person/${userInfo().username}`,
    reason: options.reason,
  })
  await answerTo(context, id, version)
  if (context.json) context.terminal.json({ id, version, content })
  else context.terminal.print(`default ${version} is in force`)
  return EXIT.fine
}

/** Fields of a policy as they were given. */
const changesOf = (options: SetPolicyOptions): Record<string, number | string[]> => {
  const changes: Record<string, number | string[]> = {}
  const numbers = {
    level: options.level,
    guards_per_day: options.guardsPerDay,
    messages_per_day: options.messagesPerDay,
    promote_after: options.promoteAfter,
  }
  for (const [field, text] of Object.entries(numbers)) {
    if (text === undefined) continue
    if (!/^\d{1,6}$/.test(text)) throw new Failure(`${field} is no whole number: ${text}`, EXIT.usage)
    changes[field] = Number(text)
  }
  const lists = { levels: options.levels, commanders: options.commanders }
  for (const [field, text] of Object.entries(lists))
    if (text !== undefined)
      changes[field] = text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
  return changes
}

/** Waits until heimgeist follows the version, and says why where it refuses it. */
const answerTo = async (context: Context, id: string, version: number): Promise<void> => {
  const heimgeist = await clientOf(context, 'heimgeist')
  for (const end = Date.now() + LONGEST_WAIT_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    const { decisions } = await heimgeist.get<Decided>('/decisions', { limit: 100 })
    const refused = decisions.find(({ about }) => about === id)
    if (refused) throw new Failure(harmless(refused.reasons[0]?.text ?? 'the policy is refused'), EXIT.usage)
    if ((await read(context)).version >= version) return
  }
  throw new Failure('heimgeist has not answered yet', EXIT.unreachable, 'Look at "heimgewebe policy show" later.')
}
