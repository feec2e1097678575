import {
  type Access,
  changeTokens,
  digestOf,
  isExpired,
  newToken,
  readTokens,
  readUse,
  type Scope,
  SCOPES,
  tokensFile,
} from '@heimgewebe/access'
import type { Context } from '../context.js'
import { EXIT, Failure } from '../failure.js'
import { table } from '../output/format.js'
import { replaceToken } from '../stack/secrets.js'

/** The token of the first start: the page and the command line use it, and it is never off the list. */
const OWNER = 'owner'
const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What `token make` is told. */
export interface TokenOptions {
  /** Scopes with commas between them. */
  readonly scope: string
  /** How long it works: 30m, 12h, 90d. Default: for ever. */
  readonly expires?: string
}

/** `heimgewebe token make <name>`: a new token; shown this once, kept as a digest. Works at once, without a restart. */
export const tokenMake = async (context: Context, name: string, options: TokenOptions): Promise<number> => {
  if (!NAME.test(name) || name === OWNER)
    throw new Failure(`"${name}" is no name for a token: small letters, digits, dots, dashes; not ${OWNER}`, EXIT.usage)
  const scopes = scopesFrom(options.scope)
  const now = Date.now()
  const expires =
    options.expires === undefined ? {} : { expires: new Date(now + spanOf(options.expires)).toISOString() }
  const token = newToken()
  const entry = { name, scopes, sha256: digestOf(token), created: new Date(now).toISOString(), ...expires }
  await changeTokens(tokensFile(context.settings.home), (tokens) => {
    if (tokens.some((one) => one.name === name))
      throw new Failure(
        `there is a token ${name} already`,
        EXIT.usage,
        `Revoke it first: heimgewebe token revoke ${name}`,
      )
    return { tokens: [...tokens, entry], result: undefined }
  })
  if (context.json)
    context.terminal.json({ name, scopes, token, created: entry.created, expires: expires.expires ?? null })
  else {
    context.terminal.say(`The token of ${name} (${scopes.join(', ')}). It is not shown again.`)
    context.terminal.print(token)
  }
  return EXIT.fine
}

/** `heimgewebe token list`: who may what, until when, and the hour of the last use. */
export const tokenList = async ({ settings, terminal, json }: Context): Promise<number> => {
  const file = tokensFile(settings.home)
  const lastUse = await readUse(file)
  const now = new Date()
  const tokens = (await readTokens(file)).map(({ sha256, expires, ...rest }) => ({
    ...rest,
    expires: expires ?? null,
    expired: isExpired(expires === undefined ? {} : { expires }, now),
    last_used: lastUse(sha256) ?? null,
  }))
  if (json) terminal.json({ tokens })
  else {
    const owner = [OWNER, 'admin', 'first start', 'never', '']
    const rows = tokens.map((one) => [
      one.name,
      one.scopes.join(','),
      one.created.slice(0, 10),
      one.expired ? 'expired' : (one.expires?.slice(0, 16) ?? 'never'),
      one.last_used?.slice(0, 13) ?? 'not yet',
    ])
    for (const line of table([['token', 'scopes', 'made', 'expires', 'last used'], owner, ...rows]))
      terminal.print(line)
  }
  return EXIT.fine
}

/** `heimgewebe token revoke <name>`: it stops within a second. The owner's is replaced: the page asks for the new one. */
export const tokenRevoke = async ({ settings, terminal, json }: Context, name: string): Promise<number> => {
  if (name === OWNER) await replaceToken(settings.home)
  else
    await changeTokens(tokensFile(settings.home), (tokens) => {
      if (!tokens.some((one) => one.name === name))
        throw new Failure(`there is no token ${name}`, EXIT.usage, 'See "heimgewebe token list".')
      return { tokens: tokens.filter((one) => one.name !== name), result: undefined }
    })
  if (json) terminal.json({ revoked: name })
  else if (name === OWNER)
    terminal.print('the old token of the page is revoked; "heimgewebe up" prints the new address')
  else terminal.print(`${name} is revoked`)
  return EXIT.fine
}

const scopesFrom = (text: string): Access['scopes'] => {
  const names = text.split(',').map((part) => part.trim())
  const unknown = names.find((name) => !SCOPES.some((scope) => scope === name))
  if (unknown !== undefined) throw new Failure(`"${unknown}" is no scope; there are ${SCOPES.join(', ')}`, EXIT.usage)
  return SCOPES.filter((scope): scope is Scope => names.includes(scope))
}

const spanOf = (text: string): number => {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined)
    throw new Failure(`"${text}" is no span of time such as 30m, 12h or 90d`, EXIT.usage)
  return Number(count) * UNITS[unit]!
}
