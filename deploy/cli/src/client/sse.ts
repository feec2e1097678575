/** One message of a text/event-stream. */
export interface StreamMessage {
  readonly event: string
  readonly data: string
  readonly id?: string
}

/** Cuts a text/event-stream into messages. Chunks may end anywhere; comments (heartbeats) are left out. */
export async function* readStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n\r?\n/)
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = parseMessage(block)
      if (message !== undefined) yield message
    }
  }
}

/** A block of `field: value` lines; undefined where it carries no data. */
export const parseMessage = (block: string): StreamMessage | undefined => {
  const fields = new Map<string, string>()
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const before = name === 'data' ? fields.get(name) : undefined
    fields.set(name, before === undefined ? value : `${before}\n${value}`)
  }
  const data = fields.get('data')
  if (data === undefined) return undefined
  const id = fields.get('id')
  return { event: fields.get('event') ?? 'message', data, ...(id === undefined ? {} : { id }) }
}
