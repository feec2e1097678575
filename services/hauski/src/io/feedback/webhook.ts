import { PostError, postJson, readToken } from '@heimgewebe/hosts'
import type { DeliveryBounds, FeedbackContext, FeedbackOption, FeedbackProvider, ProviderSettings } from './provider.js'

/** Longest text that is sent, in characters. */
const MAX_TEXT = 3000

/**
 * An incoming webhook in the manner of Slack: `{ "text": … }` by POST, to an address that is itself the secret. Mattermost
 * and Rocket.Chat take the same.
 */
export const openWebhook = ({ file, own }: ProviderSettings, bounds: DeliveryBounds): FeedbackProvider => ({
  async requestFeedback(context, options, signal) {
    const address = await readToken(file).catch(() => undefined)
    if (address === undefined || !URL.canParse(address))
      return { verdict: 'refused', reason: 'its file holds no address, or may be read by others', tries: 0 }
    const limits = { timeoutMs: bounds.timeoutMs, retries: bounds.tries - 1, firstWaitMs: bounds.waitMs }
    try {
      const body = { text: wordText(context, options) }
      const { tries } = await postJson({ url: new URL(address), body, own, limits, signal })
      return { verdict: 'delivered', tries }
    } catch (error) {
      const { code, status, unsent = true, tries = 0 } = error as Partial<PostError>
      if (code === 'refused') return { verdict: 'refused', reason: 'its address may not be spoken to', tries }
      if (!unsent) return { verdict: 'unknown', reason: 'no answer came, so it may have been taken', tries }
      const reason = status === undefined ? 'the other side cannot be reached' : `the other side answers ${status}`
      return { verdict: 'failed', reason, tries }
    }
  },
})

const KINDS = { question: 'Question', reminder: 'Reminder', escalation: 'Escalation' }

const wordText = (
  { kind, title, reasons, deadline, link, command }: FeedbackContext,
  options: readonly FeedbackOption[],
): string =>
  [
    `*${KINDS[kind]}: ${escape(title)}*`,
    ...reasons.map((reason) => `• ${escape(reason)}`),
    ...(options.length === 0 ? [] : [`Answers: ${options.map(({ label }) => escape(label)).join(' · ')}`]),
    ...(deadline === undefined ? [] : [`Until ${escape(deadline)}`]),
    `<${link}>`,
    ...(command === undefined ? [] : [`\`${escape(command)}\``]),
  ]
    .join('\n')
    .slice(0, MAX_TEXT)
    .toWellFormed()

// NOTE: angle brackets would be links and calls to a whole channel.
const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\r\n`]+/g, ' ')
