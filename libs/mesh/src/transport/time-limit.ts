/** A handler did not end in its time. Its transaction is rolled back, and it counts as a try. */
export class HandlerTimeLimitError extends Error {
  override readonly name = 'HandlerTimeLimitError'
  readonly code = 'time_limit'
}

/** Waits for work, at most so many milliseconds. What is not waited for any more may go on, but its transaction is closed to it. */
export const within = async <Result>(limitMs: number, what: string, work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HandlerTimeLimitError(`${what} did not end within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    // It may fail later, when nobody listens.
    work.catch(() => undefined)
  }
}
