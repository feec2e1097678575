import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import type { Browser, Page } from 'playwright-core'
import { AppModule } from '../src/app.module.js'
import { HOSTILE, LIVELY, buildPage, describeInBrowser, startBrowser } from './browser-kit.js'
import { REPOSITORY, assessed, changeOf, commit, opened, registered } from './given-events.js'

const inBrowser = describeInBrowser('the page')

inBrowser('the page', () => {
  let mesh: TestMesh
  let leitstand: TestService
  let browser: Browser
  let built: Awaited<ReturnType<typeof buildPage>>
  let page: Page
  let problems: string[]
  let foreign: string[]

  beforeAll(async () => {
    built = await buildPage()
    mesh = await TestMesh.start()
    const extra = { LEITSTAND_WEB_FOLDER: built.folder, LEITSTAND_SERVICES: `chronik=${mesh.chronik.url}` }
    leitstand = await mesh.boot((source) => AppModule.fromEnvironment(source), extra)
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await mesh.stop()
    await built.remove()
  })
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'en', viewport: { width: 1440, height: 900 } })
    problems = []
    foreign = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('dialog', (dialog) => problems.push(`dialog ${dialog.message()}`))
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(leitstand.url).origin) foreign.push(request.url())
    })
  })
  afterEach(async () => {
    await page.close()
    expect(problems).toEqual([])
    expect(foreign).toEqual([])
  })

  const signIn = (path = '/'): Promise<unknown> => page.goto(`${leitstand.url}${path}#token=test-token`)

  it('asks for the token, refuses a wrong one and takes the right one', async () => {
    await page.goto(leitstand.url)
    await page.getByLabel('Token').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That token is not right').waitFor()
    await page.getByLabel('Token').fill('test-token')
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByText('Point Heimgewebe at a repository.').waitFor()
  })

  it('takes the token out of the address', async () => {
    await signIn()
    await page.getByText('Point Heimgewebe at a repository.').waitFor()

    expect(page.url()).not.toContain('token')
    expect(await page.evaluate('sessionStorage.length')).toBe(1)
  })

  it('shows a risky change as it happens, and opens the event behind a reason', async () => {
    await mesh.append(registered(), commit(1), assessed(changeOf(1), 10))
    await mesh.settled()
    await signIn()
    await page.getByText('No open changes').waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor()

    await mesh.append(opened(42, { title: 'A live change' }), assessed(`pr/${REPOSITORY}/42`, 97))
    await page.getByRole('heading', { name: 'One open change deserves a second look.' }).waitFor()
    const card = page.getByRole('article').filter({ hasText: 'A live change' })
    expect(await card.innerText()).toMatch(
      /High risk[\s\S]*97[\s\S]*by lines added alone: 40[\s\S]*src\/a.ts was part of an incident/,
    )

    await card.getByRole('link', { name: 'Event 1 of 1 behind this reason' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('commit 1', { exact: true }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('event')).toBe(commit(1).id)

    await drawer.getByRole('button', { name: 'JSON' }).click()
    expect(JSON.parse(await drawer.locator('pre').innerText())).toMatchObject({
      id: commit(1).id,
      type: 'change.recorded.v1',
    })
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })

  it('opens what an address names', async () => {
    await signIn(`/?view=events&type=pr.opened.v1&change=pr%2Facme%2Fshop%2F42`)
    await page.getByRole('dialog').getByText('A live change').first().waitFor()
    await page.keyboard.press('Escape')

    expect(await page.locator('.rows .row-type').allInnerTexts()).toEqual(['Change opened'])
  })

  it('says where a judgement has no signal', async () => {
    await mesh.append(opened(43, { title: 'Unknown ground' }), assessed(`pr/${REPOSITORY}/43`, 99, { signal: 'none' }))
    await signIn()
    const card = page.getByRole('article').filter({ hasText: 'Unknown ground' })
    await card.getByText('No signal yet', { exact: true }).waitFor()

    expect(await card.innerText()).not.toContain('High risk')
    expect(await card.innerText()).toContain('too few outcomes are known here')
  })

  it('shows the refusal of a command beside it', async () => {
    await signIn()
    await page.getByLabel('Command').fill('wgx /dance auth')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('In the log. Waiting for an answer.').waitFor()
    const [given] = await mesh.events('command.given.v1')
    const reason = 'wgx knows no /dance; it knows /guard, /smoke'
    await mesh.append(
      draft('command.refused.v1', {
        subject: given!.subject,
        correlationid: given!.correlationid,
        causationid: given!.id,
        data: { text: 'wgx /dance auth', reason, code: 'unknown-verb' },
      }),
    )

    await page.locator('.refused').getByText(reason).waitFor()
  })

  it('holds still while paused, and says how much is new', async () => {
    await signIn()
    await page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await mesh.append(commit(7, { title: 'while paused' }))
    await page.getByRole('button', { name: '1 new' }).click()

    await page.locator('.row-line').getByText('while paused').waitFor()
  })

  it('speaks German and remembers it', async () => {
    await signIn()
    await page.getByRole('button', { name: 'Deutsch' }).click()
    await page.getByRole('link', { name: 'Ereignisse', exact: true }).click()
    await page.reload()

    await page.getByRole('heading', { name: 'Ereignisse' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('de')
  })

  it.each(['light', 'dark'] as const)('fits a narrow screen in %s colours', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 812 })
    for (const view of ['now', 'events', 'repositories', 'services']) {
      await signIn(`/?view=${view}`)
      await page.locator('h1').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    }
  })

  it('shows hostile text as text, wherever it stands', async () => {
    const drafts = HOSTILE.flatMap((hostile, place) => {
      const number = 100 + place
      const change = `pr/${REPOSITORY}/${number}`
      const reasons = [{ kind: 'hostile', text: hostile, events: [commit(1).id!] }]
      return [
        opened(number, { title: hostile, author: { name: hostile }, branch: hostile, body: hostile, url: hostile }),
        assessed(change, 99, { title: hostile, reasons, areas: [hostile], signal: 'learned' }),
        draft('comment.created.v1', {
          subject: change,
          data: {
            repository: REPOSITORY,
            about: change,
            author: { name: hostile },
            text: hostile,
            created_at: '2026-03-01T10:00:00Z',
          },
        }),
        draft('guard.finished.v1', {
          subject: `guard/${number}`,
          data: {
            repository: REPOSITORY,
            change,
            request: commit(1).id!,
            guard: hostile,
            area: hostile,
            verdict: 'failed',
            reason: hostile,
            duration_seconds: 1,
            protection: [],
            output_tail: hostile,
          },
        }),
      ]
    })
    const data = {
      repository: REPOSITORY,
      about: 'issue/acme/shop/1',
      author: { name: 'x' },
      text: HOSTILE.join('\n'),
      created_at: '2026-03-01T10:00:00Z',
    }
    const [all] = await mesh.append(draft('comment.created.v1', { subject: HOSTILE[0]!, data }), ...drafts)
    await mesh.settled()
    const places = [
      '/?view=events',
      '/?view=repositories',
      '/?change=pr%2Facme%2Fshop%2F100',
      '/?change=pr%2Facme%2Fshop%2F101',
      `/?event=${all!.id}`,
      `/?event=${encodeURIComponent(HOSTILE[1]!)}`,
      `/?view=${encodeURIComponent(HOSTILE[1]!)}&text=${encodeURIComponent(HOSTILE[2]!)}`,
    ]
    await signIn()
    await page.locator('article').first().waitFor()
    for (const place of places) {
      await page.evaluate(
        `history.pushState(null, '', ${JSON.stringify(place)}); dispatchEvent(new PopStateEvent('popstate'))`,
      )
      if (place.startsWith('/?change')) await page.getByRole('dialog').locator('.reasons').first().waitFor()
      if (place.endsWith(all!.id)) await page.getByRole('dialog').getByRole('button', { name: 'JSON' }).click()
      expect(await page.evaluate('window.pwned')).toBeUndefined()
      expect(await page.locator(LIVELY).count()).toBe(0)
    }
    await page.goto(leitstand.url)
    await page.locator('article').first().waitFor()
    const shown = await page.locator('.change h3').allTextContents()
    expect(HOSTILE.filter((hostile) => !shown.includes(hostile))).toEqual([])
  })

  it('is sent with a policy that allows no script but its own', async () => {
    const policy = (await leitstand.fetch('/')).headers.get('content-security-policy')

    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    await signIn()
    await page.locator('h1').waitFor()

    // Even a mistake in the page's own code could not turn a text into markup or run it.
    await expect(page.evaluate(`document.body.innerHTML = '<img src=x onerror=window.pwned=1>'`)).rejects.toThrow(
      'TrustedHTML',
    )
  })
})
