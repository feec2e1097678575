import { forget, tokenNow } from '../state/session.js'

/** An answer that says no, or no answer at all (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0 where the server could not be reached. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** Asks the API with the token of this session. A refused token ends the session. */
export const ask = async (path: string, request: RequestInit = {}): Promise<Response> => {
  const headers = { ...request.headers, authorization: `Bearer ${tokenNow() ?? ''}` }
  const response = await fetch(path, { ...request, headers, cache: 'no-store' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError('', 0)
  })
  if (response.status === 401) forget()
  if (!response.ok) throw new ApiError(await messageOf(response), response.status)
  return response
}

/** Gets JSON. */
export const getJson = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await ask(path, signal ? { signal } : {})).json() as Promise<T>

/** Posts JSON and reads the answer. */
export const postJson = async <T>(path: string, body: object): Promise<T> =>
  (
    await ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json() as Promise<T>

/** A path with the query parameters that have a value. */
export const withQuery = (
  path: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? path : `${path}?${text}`
}

/** The API path of a change; its subject may hold anything a branch may be called. */
export const changePath = (subject: string): string =>
  `/api/changes/${subject.split('/').map(encodeURIComponent).join('/')}`

const messageOf = async (response: Response): Promise<string> => {
  const body = (await response.json().catch(() => ({}))) as { message?: unknown }
  return typeof body.message === 'string' ? body.message : `${response.status} ${response.statusText}`
}
