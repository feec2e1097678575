import { NotFoundException, ServiceUnavailableException } from '@nestjs/common'

/** Most relations or changes in one answer. */
export const MOST = 1000

/** An answer that is there, within what one read may take. Throws 404 naming what the graph does not know, or 503. */
export const answered = async <T>(answer: Promise<T | undefined>, what: string): Promise<T> => {
  const found = await answer.catch((error: unknown) => {
    if (!/buffer (?:pool|manager)|interrupt/i.test(String(error))) throw error
    // The store ends a read that takes too long or too much memory; the asker can ask for less.
    const message = 'the answer takes more time or memory than one read may: ask for a shorter path or a smaller limit'
    throw new ServiceUnavailableException({ code: 'too_much', message }, { cause: error })
  })
  if (found === undefined) throw new NotFoundException({ code: 'unknown', message: `the graph does not know ${what}` })
  return found
}
