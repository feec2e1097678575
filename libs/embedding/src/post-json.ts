import { EmbeddingError } from './provider.js'

/** How a server is asked. */
export interface HttpOptions {
  /** Where the server is, from configuration only, such as http://127.0.0.1:11434. */
  readonly url: string
  /** Longest wait for one answer, in milliseconds. */
  readonly timeoutMs: number
  /** Largest answer, in bytes. Default 64 MiB. */
  readonly maxBytes?: number
}

const MAX_BYTES = 67_108_864

/** Posts JSON and reads JSON. Follows no redirect: the key goes to the host that was configured and to no other. */
export const postJson = async (
  { url, timeoutMs, maxBytes = MAX_BYTES }: HttpOptions,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> => {
  const target = url.replace(/\/+$/, '') + path
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await textUpTo(response, maxBytes, target)
    if (!response.ok) throw refusal(response.status, target, without(text, headers))
    return JSON.parse(text)
  } catch (error) {
    throw asEmbeddingError(error, target, timeoutMs)
  }
}

const textUpTo = async (response: Response, limit: number, target: string): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw new EmbeddingError(`the answer of ${target} exceeds ${limit} bytes`, 'answer')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Its words without the key that it was sent, should it repeat it. */
const without = (text: string, headers: Readonly<Record<string, string>>): string =>
  Object.values(headers).reduce((left, value) => left.replaceAll(value.replace(/^Bearer /, ''), '…'), text)

/** Overload passes and wants a later try; every other refusal stays one. */
const refusal = (status: number, target: string, text: string): EmbeddingError =>
  new EmbeddingError(
    `${target} answers ${status}: ${text.slice(0, 300)}`,
    status === 429 || status >= 500 ? 'unreachable' : 'refused',
  )

const asEmbeddingError = (error: unknown, target: string, timeoutMs: number): EmbeddingError => {
  if (error instanceof EmbeddingError) return error
  const { name } = error as Error
  if (name === 'TimeoutError')
    return new EmbeddingError(`${target} does not answer within ${timeoutMs} ms`, 'timeout', { cause: error })
  if (name === 'SyntaxError') return new EmbeddingError(`${target} answers no JSON`, 'answer', { cause: error })
  return new EmbeddingError(`${target} cannot be reached`, 'unreachable', { cause: error })
}
