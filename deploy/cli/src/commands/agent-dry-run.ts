import { existsSync } from 'node:fs'
import { type AgentDefinition, matchTrigger, readDefinition } from '@heimgewebe/agents'
import type { MeshEvent } from '@heimgewebe/contracts'
import { findEvents } from '../client/event.js'
import type { ServiceClient } from '../client/service-client.js'
import { clientOf, type Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { describeEvent } from '../output/describe-event.js'
import { findAgent, readAgents } from './agents.js'
import { timeOf } from './events.js'

/** Options of a dry run. */
export interface DryRunOptions {
  /** A span such as 30d, or a time. */
  readonly since: string
}

/** Events shown of one agent; all are counted. */
const SHOWN = 10
/** Events of a page of the log. */
const PAGE = 1000

/** `heimgewebe agents dry-run <name|file>`: which past events would have fired it. Runs nothing, and writes nothing. */
export const agentDryRun = async (context: Context, what: string, { since }: DryRunOptions): Promise<number> => {
  const { terminal, json } = context
  const from = timeOf(since, new Date())
  const chronik = await clientOf(context, 'chronik')
  const agents = await definitionsOf(context, what)
  const results: { agent: string; count: number; repositories: number; events: readonly MeshEvent[] }[] = []
  for (const agent of agents) {
    const fired: MeshEvent[] = []
    for await (const event of eventsOf(chronik, agent, from, context.interrupted))
      if (matchTrigger(agent.trigger, event)) fired.push(event)
    const repositories = new Set(fired.map(({ data }) => (data as { repository?: string }).repository)).size
    results.push({ agent: agent.name, count: fired.length, repositories, events: fired.slice(-SHOWN) })
  }
  if (json)
    terminal.json({
      since: from,
      agents: results.map(({ events, ...rest }) => ({ ...rest, events: events.map(({ id }) => id) })),
    })
  for (const { agent, count, repositories, events } of json ? [] : results) {
    const where = count === 0 ? '' : ` in ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}:`
    terminal.print(
      `${agent} would have fired ${count} ${count === 1 ? 'time' : 'times'} since ${from.slice(0, 10)}${where}`,
    )
    for (const event of events) terminal.print(`  ${describeEvent(event, terminal.width - 2)}`)
    if (count > events.length) terminal.print(`  and ${count - events.length} before these`)
  }
  return EXIT.fine
}

const definitionsOf = async (context: Context, what: string): Promise<AgentDefinition[]> => {
  if (existsSync(what)) return (await readAgents(what)).map(({ definition }) => definition)
  const reading = readDefinition((await findAgent(context, what)).definition)
  if (!reading.ok) throw new Failure(`agent ${what} cannot be read by this version`, EXIT.usage)
  return [reading.agent]
}

/** Every event of the agent's types since then, page by page. */
const eventsOf = async function* (
  chronik: ServiceClient,
  { trigger }: AgentDefinition,
  since: string,
  signal: AbortSignal,
): AsyncIterable<MeshEvent> {
  for (let after = 0; ;) {
    signal.throwIfAborted()
    const page = await findEvents(chronik, { type: trigger.types.join(','), since, after, order: 'asc', limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.position
  }
}
