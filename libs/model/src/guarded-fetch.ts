/** Why a call gave no answer. Said in our words only: those of a server may hold the key that it was sent. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code = 'model_call'

  constructor(
    message: string,
    /** Whether it may be billed all the same: the server had the question, and nobody saw the end of its answer. */
    readonly billed: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Where a call goes, and how much of the answer is read. */
export interface CallTarget {
  readonly url: string
  readonly key: string | undefined
  readonly maxBytes: number
  /** Fields that the request has besides those of the client. */
  readonly more: object
}

/**
 * A fetch that knows one address. Whatever the client asks for, it posts to the chat completions of the configured server
 * with headers of our own, follows nothing, and gives back the status and a body of bounded size.
 */
export const guardedFetch =
  ({ url, key, maxBytes, more }: CallTarget) =>
  async (_input: unknown, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'heimgewebe',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const response = await fetch(`${url.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...(JSON.parse(String(init.body)) as object), ...more }),
      redirect: 'manual',
      signal: init.signal ?? null,
    }).catch((error: unknown) => {
      throw init.signal?.aborted ? error : new ModelError('it cannot be reached', false, { cause: error })
    })
    if (response.status !== 200) {
      await response.body?.cancel().catch(() => undefined)
      throw new ModelError(`it answers ${response.status}`, false)
    }
    return new Response(await read(response, maxBytes), { headers: { 'content-type': 'application/json' } })
  }

const read = async (response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ModelError(`it answers more than ${maxBytes} bytes`, true)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
