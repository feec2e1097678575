import { randomBytes } from 'node:crypto'

/** Letters around what was found that are shown. */
const AROUND = 30

/**
 * Secrets that can be found again wherever they turn up: all begin with one mark, which nothing else in the world holds.
 * Found are the mark itself in any case, in hexadecimal, and in base64 at each of its three offsets.
 */
export class Canaries {
  private readonly mark = `c4n${randomBytes(6).toString('hex')}`
  private readonly forms: RegExp

  constructor() {
    const bytes = Buffer.from(this.mark)
    const inBase64 = [0, 1, 2].map((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset, 'x'), bytes])
        .toString('base64')
        .replaceAll('=', '')
      // The letters at both ends depend on what stands around the mark.
      return text.slice(offset === 0 ? 0 : offset + 1, -2)
    })
    this.forms = new RegExp([this.mark, bytes.toString('hex'), ...inBase64].join('|'), 'i')
  }

  /** A secret that was not there before. */
  make(): string {
    return `${this.mark}${randomBytes(12).toString('hex')}`
  }

  /** Where a text holds one, with what stands around it; undefined where it holds none. */
  in(text: string): string | undefined {
    const at = text.search(this.forms)
    return at < 0 ? undefined : JSON.stringify(text.slice(Math.max(0, at - AROUND), at + AROUND))
  }
}
