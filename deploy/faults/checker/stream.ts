import { connect } from '@nats-io/transport-node'

/** Longest wait for the next message of a stream that is read, in milliseconds. */
const READ_MS = 60_000

/** Messages that are asked for at a time. */
const PART = 1000

interface StreamInfo {
  readonly state?: { readonly last_seq: number; readonly messages: number }
}

/** Every message of the stream, by an ephemeral consumer over NATS' plain protocol; the last sequence as the server says. */
export const readStream = async (
  url: string,
): Promise<{ last: number; messages: Map<number, { id: string; body: string }> }> => {
  const nats = await connect({ servers: url.replace('nats://', '') })
  const messages = new Map<number, { id: string; body: string }>()
  try {
    const api = async <T>(subject: string, body: unknown): Promise<T> =>
      (await nats.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout: 5000 })).json<T>()
    const info = await api<StreamInfo>('STREAM.INFO.HEIMGEWEBE', {})
    const last = info.state?.last_seq ?? 0
    if (last === 0 || info.state?.messages === 0) return { last, messages }
    const inbox = `_INBOX.faults.${Date.now()}`
    const subscription = nats.subscribe(inbox)
    const timer = setTimeout(() => subscription.unsubscribe(), READ_MS)
    const config = { ack_policy: 'none', deliver_policy: 'all', replay_policy: 'instant' }
    const body = { stream_name: 'HEIMGEWEBE', config }
    const { name } = await api<{ name: string }>('CONSUMER.CREATE.HEIMGEWEBE', body)
    // Asked for in parts: what a server pushes beyond 64 MB unread, it throws away with the connection.
    const ask = (): void =>
      nats.publish(`$JS.API.CONSUMER.MSG.NEXT.HEIMGEWEBE.${name}`, JSON.stringify({ batch: PART }), { reply: inbox })
    let left = PART
    ask()
    for await (const message of subscription) {
      timer.refresh()
      // The reply subject of a delivery: $JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<…>.<time>.<pending>
      const parts = message.reply?.split('.') ?? []
      const sequence = Number(parts.at(-4))
      messages.set(sequence, { id: message.headers?.get('ce-id') ?? '', body: message.string() })
      if (sequence >= last || Number(parts.at(-1)) === 0) break
      if (--left > 0) continue
      left = PART
      ask()
    }
    clearTimeout(timer)
    return { last, messages }
  } finally {
    await nats.close()
  }
}
