import { EXIT, Failure, messageOf } from '../failure.js'
import type { ServiceName } from '../stack/services.js'
import type { Settings } from '../stack/settings.js'

/** Longest wait for an answer, in milliseconds. */
const TIMEOUT_MS = 15_000

/** Asks one service over HTTP with the stack's token. */
export class ServiceClient {
  readonly #base: string

  constructor(
    private readonly service: ServiceName,
    private readonly settings: Pick<Settings, 'ports' | 'stack' | 'home'>,
    private readonly token: string,
  ) {
    this.#base = `http://127.0.0.1:${settings.ports.services[service]}`
  }

  /** Answer of a read as JSON. Query values that are undefined are left out. */
  async get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    const response = await this.#ask(path, query, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return (await response.json()) as T
  }

  /** Answer of a read that is text. */
  async text(path: string): Promise<string> {
    const response = await this.#ask(path, {}, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return response.text()
  }

  /** Posts a JSON body and returns the answer. */
  async post<T>(path: string, body: unknown, contentType = 'application/json', timeoutMs = TIMEOUT_MS): Promise<T> {
    const response = await this.#ask(
      path,
      {},
      {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      },
    )
    return (await response.json()) as T
  }

  /** Body of a stream that stays open until `signal`. */
  async stream(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#ask(path, query, { signal, headers: { accept: 'text/event-stream' } })
    return response.body!
  }

  async #ask(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    init: RequestInit,
  ): Promise<Response> {
    const url = new URL(path, this.#base)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${this.token}` }
    const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted && init.signal.reason instanceof Error && init.signal.reason.name === 'AbortError')
        throw error
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
      throw new Failure(
        `${this.service} does not answer on ${url.host}: ${messageOf(cause) || (cause as NodeJS.ErrnoException).code}`,
        EXIT.unreachable,
        `See "heimgewebe status${this.settings.stack === 'test' ? ' --test' : ''}"; start the mesh with "heimgewebe up" or "npm start".`,
        { cause: error },
      )
    })
    if (response.ok) return response
    const text = await response.text()
    const code =
      response.status >= 500 || response.status === 401 || response.status === 403 ? EXIT.unreachable : EXIT.usage
    throw new Failure(`${this.service} answers ${response.status} to ${url.pathname}: ${reasonIn(text)}`, code)
  }
}

const reasonIn = (text: string): string => {
  try {
    const { message, code } = JSON.parse(text) as { message?: string; code?: string }
    return message ?? code ?? text
  } catch {
    return text.slice(0, 300)
  }
}
