import { type Draft, type EventData, draft } from '@heimgewebe/contracts'

/** Repository of these problems. */
export const SHOP = 'acme/shop'
/** An hour of March 2026. */
export const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString()

/** Five problems with migrations, each in its own words. */
export const MIGRATIONS = [
  'Database migration fails on startup',
  'ALTER TABLE in the schema migration locks for minutes',
  'Migrating the orders table loses rows of the database',
  'Schema migrations run twice after a rollback',
  'Cannot migrate the schema: column already exists in table',
]

/** Problems that have nothing to do with one another. */
export const UNRELATED = [
  'Button colour on the settings page is wrong',
  'Upload of large images times out',
  'Typo in the German translation',
  'Webhook signature is rejected',
  'Memory grows in the thumbnail worker',
  'Search ignores umlauts',
  'Sign-in with a passkey fails in Safari',
  'CSV export has a wrong delimiter',
  'Timezone of reports is off by one hour',
  'Dark theme flickers',
  'Invoice PDF lacks the tax number',
  'Docker image is too large',
  'Rate limit counts proxies as one client',
  'Email notifications arrive late',
  'Keyboard shortcut collides with the browser',
  'Avatar is not cropped to a square',
  'Tooltip covers the submit button',
  'Currency symbol on the wrong side in French',
  'Sorting by date ignores the year',
  'Print view cuts off the last column',
  'Broken link in the footer',
  'Screen reader does not announce errors',
  'The onboarding wizard skips step three',
  'Cron job runs twice on Sundays',
  'Health check answers 200 while Redis is down',
  'Audit log lacks the IP address',
  'Deleting a workspace leaves orphaned files',
  'Copy to clipboard fails on Firefox',
  'API docs list a removed endpoint',
  'Slow query on the dashboard',
  'Autocomplete suggests archived projects',
  'Captcha is shown to signed-in people',
  'Websocket reconnects every ten seconds',
  'Phone numbers with extension are refused',
  'Chart legend overlaps the axis',
  'Two-factor codes are accepted twice',
  'Drag and drop does not work on touch screens',
  'Newsletter unsubscribe link is broken',
  'Loading spinner never disappears',
  'Map tiles are blurred on retina displays',
]

/** Twenty problems, five of them with migrations, which are those at every fourth place. */
export const TWENTY = UNRELATED.slice(0, 15).flatMap((title, n) =>
  n % 3 === 0 ? [MIGRATIONS[n / 3]!, title] : [title],
)

/** An issue. */
export const issue = (number: number, title: string, more: Partial<Draft<'issue.opened.v1'>> = {}): Draft =>
  draft('issue.opened.v1', {
    subject: `issue/${SHOP}/${number}`,
    time: hour(number),
    data: { repository: SHOP, number, title, opened_at: hour(number) },
    ...more,
  })

/** An incident. */
export const incident = (id: string, title: string): Draft =>
  draft('incident.detected.v1', {
    subject: `incident/${id}`,
    time: hour(30),
    data: { repository: SHOP, title, severity: 'error', detected_at: hour(30) },
  })

/** A failed CI run of a request. */
export const failedRun = (
  number: number,
  name: string,
  message: string,
  more: Partial<EventData['ci.result.v1']> = {},
): Draft => {
  const sha = number.toString(16).padStart(40, '0')
  return draft('ci.result.v1', {
    subject: `ci/${SHOP}/${sha}`,
    time: hour(number),
    data: {
      ...{ repository: SHOP, sha, number, pipeline: 'test', outcome: 'failure', finished_at: hour(number) },
      failures: [{ name, message }],
      ...more,
    },
  })
}
