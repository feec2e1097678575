import type { MeshEvent } from '@heimgewebe/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { readStream } from '../client/sse.js'
import type { Context } from '../context.js'
import { harmless } from '../output/terminal.js'
import { nameOf } from '../output/print-risks.js'
import { clientOf } from '../context.js'

/** Wait before the stream is opened again after it broke, in milliseconds. */
const AGAIN_MS = 1000

/** Prints every new judgement until Ctrl-C. chronik may restart meanwhile: the stream goes on where it stopped. */
export const followRisks = async (context: Context): Promise<void> => {
  const { interrupted } = context
  const chronik = await clientOf(context, 'chronik')
  let after: number | undefined
  while (!interrupted.aborted) {
    try {
      for await (const { data } of readStream(
        await chronik.stream('/events/stream', { type: 'risk.assessed.v1', after }, interrupted),
      )) {
        const event = JSON.parse(data) as MeshEvent<'risk.assessed.v1'>
        after = event.position
        show(context, event)
      }
    } catch {
      // NOTE: the supervisor says why; here it is only waited for.
    }
    await sleep(AGAIN_MS, undefined, { signal: interrupted }).catch(() => undefined)
  }
}

const show = ({ terminal, json }: Context, { data }: MeshEvent<'risk.assessed.v1'>): void => {
  if (json) return terminal.json(data)
  const [reason] = data.reasons
  const percent = terminal.tint(
    data.level === 'high' ? 'bad' : data.level === 'medium' ? 'warn' : 'good',
    `${Math.floor(data.percentile)} %`,
  )
  const title = harmless(data.title ?? '')
  terminal.print(
    `${percent}  ${nameOf(data.change)}  ${title}${reason === undefined ? '' : terminal.tint('dim', ` · ${harmless(reason.text)}`)}`,
  )
}
