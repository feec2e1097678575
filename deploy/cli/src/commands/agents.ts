import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { type AgentEntry, readAgentsFile } from '@heimgewebe/agents'
import { contentHash } from '@heimgewebe/contracts'
import { append } from '../client/event.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure, messageOf } from '../failure.js'
import { harmless } from '../output/terminal.js'

/** Options of `agents apply` and `agents install`. */
export interface ApplyOptions {
  /** Let the agents act at once. */
  readonly enable?: boolean
}

/** An agent as heimgeist tells it. */
export interface KnownAgent {
  readonly agent: string
  readonly version: number
  readonly enabled: boolean
  readonly removed: boolean
  readonly definition: Record<string, unknown>
  readonly sha256: string
  readonly scorecard: Readonly<Record<'fired' | 'passed' | 'failed' | 'incomplete' | 'good' | 'bad', number>>
}

/** Every agent that was ever registered. */
export const knownAgents = async (context: Context): Promise<readonly KnownAgent[]> =>
  (await (await clientOf(context, 'heimgeist')).get<{ agents: readonly KnownAgent[] }>('/agents')).agents

/** A registered agent by its name. */
export const findAgent = async (context: Context, name: string): Promise<KnownAgent> => {
  const found = (await knownAgents(context)).find(({ agent, removed }) => agent === name && !removed)
  if (!found) throw new Failure(`there is no agent ${name}`, EXIT.usage, 'See "heimgewebe agents list".')
  return found
}

/** The agents of a file; where it has problems, each is said with line and column. */
export const readAgents = async (file: string): Promise<readonly AgentEntry[]> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`${file} cannot be read: ${messageOf(error)}`, EXIT.usage)
  })
  const reading = readAgentsFile(text)
  if (reading.ok) return reading.agents
  const problems = reading.problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
  throw new Failure(problems.map(harmless).join('\n'), EXIT.usage)
}

/** `heimgewebe agents list`. */
export const agentList = async (context: Context): Promise<number> => {
  const { terminal, json } = context
  const agents = (await knownAgents(context)).filter(({ removed }) => !removed)
  if (json) terminal.json({ agents })
  else if (agents.length === 0) terminal.print('no agent is registered; see "heimgewebe agents catalogue"')
  for (const { agent, version, enabled, scorecard } of json ? [] : agents) {
    const { fired, passed, failed, incomplete, good, bad } = scorecard
    terminal.print(
      `${terminal.tint('strong', agent)}  version ${version}, ${enabled ? 'acts' : 'off'} · fired ${fired}: ` +
        `${passed} passed, ${failed} failed, ${incomplete} incomplete · found right ${good}, wrong ${bad}`,
    )
  }
  return EXIT.fine
}

/** `heimgewebe agents show <name>`. */
export const agentShow = async (context: Context, name: string): Promise<number> => {
  const { terminal, json } = context
  const agent = await findAgent(context, name)
  if (json) terminal.json(agent)
  else terminal.print(harmless(JSON.stringify(agent.definition, undefined, 2)).replaceAll('\\n', '\n'))
  return EXIT.fine
}

/** `heimgewebe agents check <file>`: needs no running mesh. */
export const agentCheck = async (context: Context, file: string): Promise<number> => {
  const agents = await readAgents(file)
  const names = agents.map(({ definition }) => definition.name)
  if (context.json) context.terminal.json({ agents: names })
  else context.terminal.print(`${file} is fine: ${names.join(', ')}`)
  return EXIT.fine
}

/** `heimgewebe agents apply <file>`: what is registered like that already is left alone. */
export const agentApply = async (context: Context, file: string, options: ApplyOptions): Promise<number> =>
  applyAgents(context, await readAgents(file), options)

/** Registers agents, or new versions of them. */
export const applyAgents = async (
  context: Context,
  entries: readonly AgentEntry[],
  { enable = false }: ApplyOptions,
): Promise<number> => {
  const { terminal, json } = context
  const known = await knownAgents(context)
  const results: { agent: string; version: number; enabled: boolean; changed: boolean }[] = []
  for (const { definition, written } of entries) {
    const earlier = known.find(({ agent }) => agent === definition.name)
    const enabled = enable || (earlier !== undefined && !earlier.removed && earlier.enabled)
    const same = earlier && !earlier.removed && earlier.sha256 === contentHash(written) && earlier.enabled === enabled
    const version = (earlier?.version ?? 0) + (same ? 0 : 1)
    if (!same) await register(context, definition.name, { version, written, enabled })
    results.push({ agent: definition.name, version, enabled, changed: !same })
  }
  if (json) terminal.json({ agents: results })
  for (const { agent, version, enabled, changed } of json ? [] : results) {
    const hint = enabled ? '' : `; try "heimgewebe agents dry-run ${agent}", then "heimgewebe agents enable ${agent}"`
    terminal.print(
      `${agent}: ${changed ? `version ${version}` : 'is like that already'}, ${enabled ? 'acts' : 'off'}${hint}`,
    )
  }
  return EXIT.fine
}

/** `heimgewebe agents enable|disable <name>`. */
export const agentSwitch = async (context: Context, name: string, enabled: boolean): Promise<number> => {
  const agent = await findAgent(context, name)
  if (agent.enabled !== enabled)
    await register(context, name, { version: agent.version + 1, written: agent.definition, enabled })
  if (context.json) context.terminal.json({ agent: name, enabled })
  else context.terminal.print(`${name} ${enabled ? 'acts' : 'is off'}`)
  return EXIT.fine
}

/** `heimgewebe agents remove <name>`. */
export const agentRemove = async (
  context: Context,
  name: string,
  { reason }: { readonly reason?: string },
): Promise<number> => {
  await findAgent(context, name)
  const by = `person/${userInfo().username}`
  const data = { agent: name, by, ...(reason === undefined ? {} : { reason }) }
  const id = await append(await clientOf(context, 'chronik'), 'agent.removed.v1', `agent/${name}`, data)
  if (context.json) context.terminal.json({ id, agent: name })
  else context.terminal.print(`${name} is no longer registered`)
  return EXIT.fine
}

const register = async (
  context: Context,
  agent: string,
  { version, written, enabled }: { version: number; written: Record<string, unknown>; enabled: boolean },
): Promise<void> => {
  await append(await clientOf(context, 'chronik'), 'agent.registered.v1', `agent/${agent}`, {
    agent,
    version,
    definition: written,
    definition_sha256: contentHash(written),
    enabled,
    by: `person/${userInfo().username}`,
  })
}
