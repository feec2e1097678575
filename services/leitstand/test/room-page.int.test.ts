import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import type { Browser, Page } from 'playwright-core'
import { AppModule } from '../src/app.module.js'
import { HOSTILE, LIVELY, buildPage, describeInBrowser, startBrowser } from './browser-kit.js'
import { REPOSITORY, changeOf, commit, merged, opened } from './given-events.js'
import { detected, feedback, minutes, ranked, resolved } from './given-incidents.js'

const inBrowser = describeInBrowser('the rooms')

const areas = draft('configuration.recorded.v1', {
  subject: `configuration/${REPOSITORY}`,
  data: {
    repository: REPOSITORY,
    sha: 'a'.repeat(40),
    areas: [
      { name: 'auth', paths: ['src/auth/**'], used_by: ['checkout'] },
      { name: 'checkout', paths: ['src/checkout/**'] },
    ],
    guards: [],
    problems: [],
  },
})

inBrowser('the room of an incident on the page', () => {
  let mesh: TestMesh
  let leitstand: TestService
  let browser: Browser
  let built: Awaited<ReturnType<typeof buildPage>>
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    built = await buildPage()
    mesh = await TestMesh.start()
    const extra = { LEITSTAND_WEB_FOLDER: built.folder, LEITSTAND_SERVICES: `chronik=${mesh.chronik.url}` }
    leitstand = await mesh.boot((source) => AppModule.fromEnvironment(source), extra)
    browser = await startBrowser()
    const squash = { ...commit(42, { title: 'auth: sessions last a day' }), time: minutes(-40) }
    await mesh.append(
      areas,
      opened(42, { title: 'auth: sessions last a day' }),
      { ...merged(42, squash.data.sha), time: minutes(-40) },
      squash,
      { ...commit(7, { title: 'checkout: round down' }), time: minutes(-90) },
      detected('seven', 0, { title: 'Sessions last longer than they should', text: 'src/auth/login.sh says yes' }),
      detected('mail', 4, { title: 'Mails are late', service: 'mail', repository: 'acme/mail', severity: 'warning' }),
      detected('over', -3000, { title: 'Logins were slow', service: 'auth', severity: 'error' }),
      resolved('over', -2900),
      ranked('seven', [changeOf(42), changeOf(7)]),
    )
    await mesh.settled()
  })
  afterAll(async () => {
    await browser.close()
    await mesh.stop()
    await built.remove()
  })
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'en', viewport: { width: 1440, height: 900 } })
    problems = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('dialog', (dialog) => problems.push(`dialog ${dialog.message()}`))
  })
  afterEach(async () => {
    await page.close()
    expect(problems).toEqual([])
  })

  const signIn = (path = '/'): Promise<unknown> => page.goto(`${leitstand.url}${path}#token=test-token`)
  const room = (name: string): string => `/?view=incidents&incident=incident%2F${name}`

  it('lists what is not over first, and leads from there to the room and to the event behind a line', async () => {
    await signIn('/?view=incidents')
    const cards = page.locator('.incident b')
    await cards.first().waitFor()
    expect((await cards.allInnerTexts()).map((text) => text.trim())).toEqual([
      'Mails are late',
      'Sessions last longer than they should',
      'Logins were slow',
    ])
    await page.getByRole('link', { name: /Sessions last longer/ }).click()
    await page.getByRole('heading', { name: 'Near it in time' }).waitFor()
    expect(await page.locator('.look').innerText()).toMatch(
      /Nobody has named the cause[\s\S]*sessions last a day #42[\s\S]*60 % sure[\s\S]*auth, checkout[\s\S]*what the cause is/,
    )
    expect(await page.locator('[aria-labelledby=near] .near-row').allInnerTexts()).toEqual([
      expect.stringMatching(/^−40\s+min[\s\S]*#42 request 42/),
      expect.stringMatching(/^−90\s+min[\s\S]*round down/),
    ])

    await page.locator('[aria-labelledby=near] .near-row a').nth(1).click()
    await page.getByRole('dialog').getByText('checkout: round down').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Mails are late' }).click()
    await page.getByRole('heading', { name: 'Mails are late' }).waitFor()
  })

  it('takes a confirmation of a suspect into the log, and shows it in the room and in the draft', async () => {
    await signIn(room('seven'))
    await page.getByText('Nobody has named the cause.').first().waitFor()
    await page.getByText('Draft of the post-mortem').click()
    await page.locator('.reading').getByText('Nobody has named the cause.').waitFor()

    await page.getByRole('button', { name: 'This was it: auth: sessions last a day' }).click()
    await page.locator('.look').getByText('confirmed by person/owner').waitFor()
    await page.locator('.reading').getByText('person/owner confirmed that').waitFor()
    const [ranking] = await mesh.events('suspects.ranked.v1')
    expect(await mesh.events('feedback.given.v1')).toMatchObject([
      {
        subject: 'incident/seven',
        causationid: ranking!.id,
        data: {
          about: ranking!.id,
          subject: 'incident/seven',
          verdict: 'confirm',
          change: changeOf(42),
          provider: 'web',
        },
      },
    ])
    expect(await page.locator('.reading').innerText()).not.toContain('Nobody has named the cause.')
    await page.locator('.reading .evidence-link').first().click()
    await page.getByRole('dialog').getByRole('link', { name: 'incident/seven' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('says that no event names an incident', async () => {
    await signIn(room('nobody'))

    await page.getByText('No event names this incident.').waitFor()
  })

  it.each(['light', 'dark'] as const)('fits a narrow screen in %s colours, in German', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 812 })
    for (const path of ['/?view=incidents', room('seven')]) {
      await signIn(path)
      await page.locator('h1').waitFor()
      if ((await page.getByRole('button', { name: 'Deutsch' }).count()) > 0)
        await page.getByRole('button', { name: 'Deutsch' }).click()
      await page.getByRole('link', { name: 'Vorfälle', exact: true }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    }
  })

  it('shows hostile text as text, in the list, the room and the draft', async () => {
    const evil = HOSTILE.join('\n')
    await mesh.append(
      ...HOSTILE.map((title, n) =>
        detected(`evil-${n}`, 3000 + n, { title, service: title, text: title, files: [title] }),
      ),
      ranked('evil-0', [changeOf(7)], {
        suspects: [
          {
            change: changeOf(7),
            sha: changeOf(7).slice(-40),
            confidence: 1,
            reasons: [{ kind: 'x', text: HOSTILE[1]!, events: [] }],
          },
        ],
      }),
      feedback('evil-0', 'confirm', { change: changeOf(7), by: HOSTILE[0]!, note: evil.slice(0, 2000) }),
      resolved('evil-0', 3100, { resolution: evil }),
    )
    await mesh.settled()
    await signIn('/?view=incidents')
    await page.locator('.incident').nth(20).waitFor()
    expect(await page.locator(LIVELY).count()).toBe(0)
    await signIn(room('evil-0'))
    await page.getByText('Draft of the post-mortem').click()
    await page.locator('.reading h5').last().waitFor()
    await page.getByText('The report, as it came').click()

    expect(await page.locator(LIVELY).count()).toBe(0)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('h1').innerText()).toBe(HOSTILE[0])
    expect(await page.locator('.reading a:not([href*="event="])').count()).toBe(0)
  })

  it('shows what a model wrote as text, marked, with its events, and asks for it anew', async () => {
    const [report] = await mesh.events('incident.detected.v1')
    await mesh.appendAs(
      'heimgewebe/heimgeist',
      draft('text.finished.v1', {
        subject: 'incident/mail',
        data: {
          request: report!.id,
          use: 'post_mortem',
          about: 'incident/mail',
          outcome: 'written',
          model: 'local',
          sentences: HOSTILE.map((text) => ({ text: text.slice(0, 500), events: [report!.id] })),
          left_out: 2,
          calls: [],
          tokens: 120,
          usd: 0,
        },
      }),
    )
    await mesh.settled()
    await signIn(room('mail'))
    await page.getByRole('heading', { name: 'Written by local, not checked facts' }).waitFor()
    expect(await page.locator('.prose').innerText()).toContain(HOSTILE[0])
    expect(await page.locator('.prose').innerText()).toContain('2 left out.')
    expect(await page.locator(LIVELY).count()).toBe(0)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('.prose a:not([href*="event="])').count()).toBe(0)

    await page.getByRole('button', { name: 'Have it written anew' }).click()
    await page.locator('.prose').getByText('no model is configured for the prose of an incident').waitFor()
  })

  it('brings no weight to who does not look at it', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await signIn()
    await page.locator('h1').waitFor()
    expect(asked.filter((path) => path.includes('incidents-view'))).toEqual([])

    await page.getByRole('link', { name: 'Incidents', exact: true }).click()
    await page.locator('.incident').first().waitFor()
    const files = asked.filter((path) => path.includes('incidents-view') && path.endsWith('.js'))
    const [script] = await Promise.all(files.map(async (path) => (await leitstand.fetch(path)).arrayBuffer()))
    expect(script?.byteLength).toBeLessThan(30_000)
  })
})
