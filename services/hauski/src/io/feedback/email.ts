import { ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import { allowedAddress } from '@heimgewebe/hosts'
import type {
  DeliveryBounds,
  FeedbackContext,
  FeedbackOption,
  FeedbackProvider,
  FeedbackResult,
  ProviderSettings,
} from './provider.js'
import { type MailSettings, readMailSettings } from './mail-settings.js'

/** Longest subject, in characters. */
const MAX_SUBJECT = 200

/** E-mail by SMTP: plain text, encrypted unless the server is the owner's own. Nothing is read of any answer to it. */
export const openEmail = ({ file, own }: ProviderSettings, bounds: DeliveryBounds): FeedbackProvider => ({
  async requestFeedback(context, options, signal) {
    const settings = await readMailSettings(file)
    if (settings === undefined)
      return { verdict: 'refused', reason: 'its file holds no mail settings, or may be read by others', tries: 0 }
    let tries = 0
    const policy = retry(
      handleWhen((error) => isUnsent(error) && !signal.aborted),
      {
        maxAttempts: bounds.tries - 1,
        backoff: new ExponentialBackoff({ initialDelay: bounds.waitMs }),
      },
    )
    try {
      await policy.execute(() => {
        tries++
        return send(settings, own, bounds, context, options, signal)
      })
      return { verdict: 'delivered', tries }
    } catch (error) {
      return { ...resultOf(error), tries }
    }
  },
})

const send = async (
  { host, port, user, password, from, to }: MailSettings,
  own: boolean,
  { timeoutMs }: DeliveryBounds,
  context: FeedbackContext,
  options: readonly FeedbackOption[],
  signal: AbortSignal,
): Promise<void> => {
  const address = await allowedAddress(host, own)
  // Most owners have no mail in their settings: loaded when the first one is sent.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    // What was checked is connected to; the certificate must be that of the name.
    host: address,
    port,
    secure: port === 465,
    requireTLS: !own,
    tls: { servername: host },
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const end = (): void => transport.close()
  signal.addEventListener('abort', end, { once: true })
  try {
    const subject = `[heimgewebe] ${oneLine(context.title)}`.slice(0, MAX_SUBJECT)
    await transport.sendMail({ from, to: [...to], subject, text: wordText(context, options) })
  } finally {
    signal.removeEventListener('abort', end)
    transport.close()
  }
}

interface MailProblem {
  readonly code?: string
  readonly syscall?: string
  readonly responseCode?: number
}

/** Whether it was surely not taken, and may be by the next try: never reached, or asked to come again. */
const isUnsent = (error: unknown): boolean => {
  const { code, syscall, responseCode } = error as MailProblem
  if (responseCode !== undefined) return responseCode >= 400 && responseCode < 500
  return code === 'unavailable' || syscall === 'connect'
}

const resultOf = (error: unknown): Omit<FeedbackResult, 'tries'> => {
  const { code, responseCode } = error as MailProblem
  if (code === 'refused') return { verdict: 'refused', reason: 'its address may not be spoken to' }
  if (responseCode !== undefined) return { verdict: 'failed', reason: `the other side answers ${responseCode}` }
  if (isUnsent(error)) return { verdict: 'failed', reason: 'the other side cannot be reached' }
  if (code === 'ETLS' || code === 'EAUTH') return { verdict: 'failed', reason: 'the other side offers no safe way in' }
  return { verdict: 'unknown', reason: 'no answer came, so it may have been taken' }
}

const wordText = (
  { title, reasons, deadline, link, command }: FeedbackContext,
  options: readonly FeedbackOption[],
): string =>
  [
    oneLine(title),
    '',
    ...reasons.map((reason) => `- ${oneLine(reason)}`),
    '',
    ...options.map(({ id, label }) => `${id}: ${oneLine(label)}`),
    ...(deadline === undefined ? [] : ['', `Until ${deadline}. An answer to this mail is not read; answer here:`]),
    link,
    ...(command === undefined ? [] : [command]),
  ].join('\n')

const oneLine = (text: string): string => text.replaceAll(/[\0-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
