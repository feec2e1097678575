import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Options of an answer. */
export interface AnswerOptions {
  /** What the person adds. */
  readonly note?: string
}

/** A question as heimgeist tells it. */
interface Question {
  readonly request: string
  readonly state: string
  readonly repository: string
  readonly title: string
  readonly text: string
  readonly deadline: string
  readonly content_sha256?: string
  readonly options: readonly { readonly id: string; readonly label: string; readonly effect?: string }[]
  readonly reasons?: readonly { readonly text: string; readonly events: readonly string[] }[]
  readonly answered_by: string | null
  readonly result: string | null
}

const ask = async (context: Context, query: Readonly<Record<string, string | undefined>>): Promise<Question[]> =>
  (
    await (
      await clientOf(context, 'heimgeist')
    ).get<{ approvals: Question[] }>('/approvals', { limit: '1000', ...query })
  ).approvals

/** `heimgewebe approvals`: what waits for an answer; exit code 1 when anything does. */
export const listApprovals = async (
  context: Context,
  { all, repository }: { readonly all?: boolean; readonly repository?: string },
): Promise<number> => {
  const { terminal, json } = context
  const questions = await ask(context, { state: all ? 'all' : 'open', repository })
  if (json) terminal.json({ approvals: questions })
  else if (questions.length === 0) terminal.print('nothing waits for an answer')
  for (const one of json ? [] : questions) {
    terminal.print(`${one.request}  ${terminal.tint('strong', harmless(one.title))}`)
    terminal.print(
      `  ${one.state} · until ${one.deadline}${one.answered_by === null ? '' : ` · by ${harmless(one.answered_by)}`}`,
    )
  }
  return questions.some(({ state }) => state === 'open') ? EXIT.findings : EXIT.fine
}

/** `heimgewebe approvals <id>`: everything that a question shows. */
export const showApproval = async (context: Context, id: string): Promise<number> => {
  const { terminal, json } = context
  const one = await find(context, id)
  if (json) terminal.json(one)
  else for (const line of linesOf(one)) terminal.print(line)
  return EXIT.fine
}

/** `heimgewebe approve|deny <id>`: answers a question for the bytes that it shows. */
export const answerQuestion = async (
  context: Context,
  id: string,
  option: string,
  { note }: AnswerOptions,
): Promise<number> => {
  const { terminal, json } = context
  const one = await find(context, id)
  if (one.state !== 'open') throw new Failure(`the question is ${one.state} already`, EXIT.usage)
  if (!one.options.some((offered) => offered.id === option))
    throw new Failure(`${option} is none of ${one.options.map((offered) => offered.id).join(', ')}`, EXIT.usage)
  // What is answered is seen: the whole text stands above the answer, unless only JSON was asked for.
  if (!json) for (const line of linesOf(one)) terminal.print(line)
  const by = `person/${userInfo().username}`
  const data = {
    request: one.request,
    option,
    by,
    provider: 'cli' as const,
    ...(one.content_sha256 === undefined ? {} : { content_sha256: one.content_sha256 }),
    ...(note === undefined ? {} : { note }),
  }
  const chronik = await clientOf(context, 'chronik')
  const event = await append(chronik, 'approval.given.v1', `approval/${one.request}`, data, one.request)
  if (json) terminal.json({ id: event, request: one.request, option, by })
  else terminal.print(`${by}: ${option}`)
  return EXIT.fine
}

/** A question by its id, or by the beginning of the id where that is enough. */
const find = async (context: Context, id: string): Promise<Question> => {
  const found = (await ask(context, { state: 'all' })).filter(({ request }) => request.startsWith(id.toLowerCase()))
  if (found.length === 1) return found[0]!
  throw new Failure(
    found.length === 0 ? `no question has the id ${id}` : `${found.length} questions begin with ${id}`,
    EXIT.usage,
    'See "heimgewebe approvals".',
  )
}

const linesOf = ({ title, text, options, deadline, content_sha256: hash, reasons = [] }: Question): string[] => [
  harmless(title),
  ...reasons.map((reason) => `  • ${harmless(reason.text)} (${reason.events.join(', ')})`),
  '',
  ...text.split('\n').map((line) => `  ${harmless(line)}`),
  '',
  `  SHA-256 ${hash ?? 'none'} · until ${deadline}`,
  ...options.map(
    (option) => `  ${option.id}: ${harmless(option.label)}${option.effect ? ` – ${harmless(option.effect)}` : ''}`,
  ),
]
