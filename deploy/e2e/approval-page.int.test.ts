import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import type { Page } from 'playwright-core'
import { answer, carriedOut, policy, proposed, questionFor } from '../../services/heimgeist/test/approvals-kit.js'
import { HOSTILE, LIVELY, describeInBrowser } from '../../services/leitstand/test/browser-kit.js'
import { registered } from '../../services/leitstand/test/given-events.js'
import { PageUnderTest } from './page-under-test.js'

const inBrowser = describeInBrowser('the approvals')

const SHOP = 'acme/shop'

inBrowser('a person who is in charge', () => {
  let under: PageUnderTest
  let mesh: TestMesh
  let leitstand: TestService
  let page: Page

  beforeAll(async () => {
    under = await PageUnderTest.start(['heimgeist', 'heimlern', 'wgx'], {
      HEIMGEIST_CLOCK: '20ms',
      LEITSTAND_PERSON: 'ada',
    })
    ;({ mesh, leitstand } = under)
    await mesh.append(registered())
  })
  afterAll(() => under.stop())
  beforeEach(async () => {
    await under.open()
    ;({ page } = under)
  })
  afterEach(() => under.close())

  const visit = (query?: Readonly<Record<string, string>>): Promise<void> => under.visit(query)

  it('hears of a question in every view, reads the exact bytes, approves with the keyboard and sees it done', async () => {
    await visit()
    await page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor()
    const question = await questionFor(mesh, proposed(SHOP, 'no-raw-sql', { content: 'id: no-raw-sql\nfix: bind\n' }))
    await page.getByRole('link', { name: 'Waiting for you 1' }).click()
    await page.getByRole('heading', { name: 'One question waits for your answer.' }).waitFor()
    await page.getByRole('link', { name: 'Read and answer' }).focus()
    await page.keyboard.press('Enter')

    const drawer = page.getByRole('dialog')
    const file = drawer.getByRole('region', { name: '.github/heimgewebe/no-raw-sql.yml' })
    expect(await file.textContent()).toBe('id: no-raw-sql\nfix: bind\n')
    await drawer.getByText(question.data.content_sha256!).waitFor()
    await drawer.getByText('Computed anew in this browser from what is shown above: the same.').waitFor()
    expect(await drawer.innerText()).toMatch(/heimlern[\s\S]*Level 2[\s\S]*Raw SQL led to an incident three times/i)
    await drawer.getByLabel('Comment').fill('seen in March')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')

    await drawer.getByText('Approved by ada. It is being done.').waitFor()
    const given = await mesh.theOne('approval.given.v1', ({ data }) => data.request === question.id)
    expect(given.data).toMatchObject({
      option: 'approve',
      by: 'person/ada',
      note: 'seen in March',
      content_sha256: question.data.content_sha256,
    })
    const request = await mesh.theOne('action.requested.v1', ({ data }) => data.approval === given.id)
    await mesh.appendAs('heimgewebe/hauski', carriedOut(request, 'done'))
    await drawer.getByText('Approved by ada, and done.').waitFor()

    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Nothing waits for you.' }).waitFor()
    await page.getByRole('link', { name: 'Waiting for you', exact: true }).waitFor()
  })

  it('is told that an answer came too late, and whose counts', async () => {
    const question = await questionFor(mesh, policy(SHOP, 'late'))
    await visit({ approval: question.id })
    await page.route('**/api/approvals/*', async (route) => {
      if (route.request().method() === 'POST') {
        await mesh.appendAs('urn:heimgewebe:cli', answer(question, { option: 'reject', by: 'person/grace' }))
        await mesh.settled()
      }
      await route.continue()
    })
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Approve' }).click()

    await drawer.getByText('Your answer came too late and changed nothing.').waitFor()
    await drawer.getByText('Denied by grace. Nothing is done.').waitFor()
  })

  it('is told that the bytes are others, before the answer and after it', async () => {
    const question = await questionFor(mesh, policy(SHOP, 'other-bytes'))
    await page.route('**/api/log/events/*', async (route) => {
      const answered = await route.fetch()
      await route.fulfill({ response: answered, body: (await answered.text()).replace('id: other', 'id: another') })
    })
    await page.route('**/api/approvals/*', (route) =>
      route.request().method() === 'POST'
        ? route.continue({ postData: { option: 'approve', content_sha256: 'f'.repeat(64) } })
        : route.continue(),
    )
    await visit({ approval: question.id })
    const drawer = page.getByRole('dialog')
    await drawer.getByText('What is shown here has another hash. Do not approve it.').waitFor()
    await drawer.getByRole('button', { name: 'Approve' }).click()

    await drawer.getByText(/Your answer does not count:.*it is of other bytes than were shown/).waitFor()
    await drawer.getByRole('button', { name: 'Answer again' }).click()
    await page.unroute('**/api/approvals/*')
    await drawer.getByRole('button', { name: 'Deny' }).click()
    await drawer.getByText('Denied by ada. Nothing is done.').waitFor()
  })

  it('sees hostile text as text, and what cannot be seen spelled out', async () => {
    const content = HOSTILE.join('\n')
    const rule = proposed(SHOP, 'hostile', { name: HOSTILE[0]!, rationale: HOSTILE[1]!, content, diff: `+${content}` })
    const question = await questionFor(mesh, rule)
    for (const query of [{ approval: question.id }, { view: 'waiting' }, { view: 'learned' }, { view: 'agents' }]) {
      await visit(query)
      await page
        .getByText('approval' in query ? HOSTILE[0]! : 'Heimgewebe')
        .first()
        .waitFor()
      expect(await page.evaluate('window.pwned')).toBeUndefined()
      expect(await page.locator(LIVELY).count()).toBe(0)
    }
    await visit({ approval: question.id })
    const shown = page.getByRole('dialog').getByRole('region', { name: '.github/heimgewebe/hostile.yml' })
    const seen = content.replaceAll('\u202e', 'U+202E').replaceAll('\u202c', 'U+202C')
    expect(await shown.textContent()).toBe(seen)
    await page.getByText('Computed anew in this browser from what is shown above: the same.').waitFor()
  })

  it.each(['light', 'dark'] as const)('has room on a phone in %s colours, in German', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 812 })
    const { approvals } = await leitstand.json<{ approvals: { request: string }[] }>(
      '/api/approvals?state=all&brief=true',
    )
    const queries = ['waiting', 'learned', 'guards', 'agents'].map((view): Record<string, string> => ({ view }))
    await page.addInitScript(`localStorage.setItem('heimgewebe.language', 'de')`)
    for (const query of [...queries, { view: 'waiting', approval: approvals[0]!.request }]) {
      await visit(query)
      await page
        .locator('approval' in query ? '.drawer-title' : 'main h1')
        .first()
        .waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    }
    expect(await page.getByRole('dialog').innerText()).toContain('Warum gefragt wird')
  })

  it('sees for whom which level counts, and why', async () => {
    await visit({ view: 'agents' })
    const card = page.getByRole('article').filter({ hasText: 'heimlern' })

    await card.getByText('The default of this installation.').waitFor()
    expect(await card.innerText()).toMatch(/acme\/shop[\s\S]*Change\s+2 warning/)
  })
})
