import { userInfo } from 'node:os'
import { append } from '../client/event.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Which level is set. */
export interface SetLevelOptions {
  readonly agent?: string
  readonly class?: string
  readonly repository?: string
  readonly reason: string
}

/** Levels as heimgeist tells them. An empty name is all. */
interface Levels {
  /** Policy of the owner that says the first two; null where the environment does. */
  readonly policy: string | null
  readonly fallback: number
  readonly rules: readonly { readonly level: number; readonly text: string }[]
  readonly changed: readonly Changed[]
  readonly records: readonly { readonly agent: string; readonly repository: string; readonly good: number }[]
  readonly promote_after: number
}

interface Changed {
  readonly agent: string
  readonly act: string
  readonly repository: string
  readonly level: number
  readonly reason: string
  readonly by: string
}

const read = async (context: Context): Promise<Levels> => (await clientOf(context, 'heimgeist')).get<Levels>('/levels')

/** `heimgewebe levels`: the levels, why they hold, and the records that may earn more. */
export const levels = async (context: Context): Promise<number> => {
  const { terminal, json } = context
  const known = await read(context)
  if (json) {
    terminal.json(known)
    return EXIT.fine
  }
  const from = (setting: string): string => (known.policy === null ? setting : `policy ${known.policy}`)
  terminal.print(`${known.fallback}  everything else (${from('HEIMGEIST_LEVEL')})`)
  for (const { level, text } of known.rules) terminal.print(`${level}  ${harmless(text)} (${from('HEIMGEIST_LEVELS')})`)
  for (const one of known.changed)
    terminal.print(`${one.level}  ${harmless(`${whom(one)} (${one.by}: ${one.reason})`)}`)
  for (const { agent, repository, good } of known.records)
    terminal.print(`   ${harmless(`${agent} in ${repository}`)}: ${good} good acts in a row${earns(known)}`)
  return EXIT.fine
}

/** `heimgewebe set-level`: a level holds from now on; a lower one of the configuration still wins. */
export const setLevel = async (context: Context, to: number, options: SetLevelOptions): Promise<number> => {
  const { agent, class: act, repository, reason } = options
  if (act !== undefined && act !== 'look' && act !== 'say' && act !== 'change')
    throw new Failure(`${act} is none of look, say, change`, EXIT.usage)
  const known = await read(context)
  const same = known.changed.find(
    (one) => one.agent === (agent ?? '') && one.act === (act ?? '') && one.repository === (repository ?? ''),
  )
  const by = `person/${userInfo().username}`
  const chronik = await clientOf(context, 'chronik')
  const subject = `level/${agent ?? '*'}/${repository ?? '*'}/${act ?? '*'}`
  const id = await append(chronik, 'level.changed.v1', subject, {
    from: same?.level ?? known.fallback,
    to,
    reason,
    events: [],
    by,
    ...(agent === undefined ? {} : { agent }),
    ...(act === undefined ? {} : { act }),
    ...(repository === undefined ? {} : { repository }),
  })
  if (context.json) context.terminal.json({ id, level: to, by })
  else
    context.terminal.print(
      `level ${to} for ${whom({ agent: agent ?? '', act: act ?? '', repository: repository ?? '' })}`,
    )
  return EXIT.fine
}

const whom = ({ agent, act, repository }: Pick<Changed, 'agent' | 'act' | 'repository'>): string =>
  `${agent || 'every agent'}, ${act || 'every class'}, ${repository || 'every repository'}`

const earns = ({ promote_after: after }: Levels): string => (after === 0 ? '' : `; ${after} earn level 3`)
