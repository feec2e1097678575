import { ApiError, ask } from './client.js'

/** One message of the live stream. */
export interface Message {
  readonly name: string
  readonly data: unknown
  readonly id: string | undefined
}

/**
 * Follows the live stream until `signal` or an error. It uses fetch, since EventSource can send no Authorization header.
 */
export const follow = async (
  lastId: string | undefined,
  signal: AbortSignal,
  take: (message: Message) => void,
): Promise<void> => {
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId }
  const response = await ask('/api/events/stream', { headers, signal })
  if (!response.body) throw new ApiError('the stream has no body', response.status)
  let rest = ''
  const text = response.body.pipeThrough(new TextDecoderStream())
  for await (const chunk of text) {
    const frames = (rest + chunk).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const message = parse(frame)
      if (message) take(message)
    }
  }
}

/** Reads one frame; nothing for a comment, which is a heartbeat. */
const parse = (frame: string): Message | undefined => {
  const fields = new Map<string, string>()
  for (const line of frame.split('\n')) {
    const at = line.indexOf(': ')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2))
  }
  const data = fields.get('data')
  return data === undefined
    ? undefined
    : { name: fields.get('event') ?? 'message', data: JSON.parse(data) as unknown, id: fields.get('id') }
}
