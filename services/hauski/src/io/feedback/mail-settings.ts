import { readFile, stat } from 'node:fs/promises'

/** How mail is sent. Holds the password. */
export interface MailSettings {
  readonly host: string
  /** 465 speaks TLS from the start, any other asks for it. */
  readonly port: number
  readonly user?: string
  readonly password?: string
  readonly from: string
  readonly to: readonly string[]
}

/** Whom one question is sent to, at most. */
const MOST_TO = 20
const ADDRESS = /^[^\s<>@,;"]+@[^\s<>@,;"]+$/

/** Reads the JSON file of an e-mail provider; undefined where it is missing, wrong, or may be read by others. */
export const readMailSettings = async (file: string): Promise<MailSettings | undefined> => {
  try {
    if (((await stat(file)).mode & 0o077) !== 0) return undefined
    const found = JSON.parse(await readFile(file, 'utf8')) as Partial<MailSettings>
    return isMail(found) ? found : undefined
  } catch {
    return undefined
  }
}

const isMail = (found: Partial<MailSettings>): found is MailSettings => {
  const { host, port, user = '', password = '', from, to } = found
  return (
    typeof host === 'string' &&
    Number.isInteger(port) &&
    typeof user === 'string' &&
    typeof password === 'string' &&
    typeof from === 'string' &&
    ADDRESS.test(from) &&
    Array.isArray(to) &&
    to.length > 0 &&
    to.length <= MOST_TO &&
    to.every((one) => ADDRESS.test(one))
  )
}
