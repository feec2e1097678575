import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeInBrowser } from '../../services/leitstand/test/browser-kit.js'
import { threeBadChanges } from './learned-kit.js'
import { PageUnderTest } from './page-under-test.js'

const inBrowser = describeInBrowser('what was learned')

inBrowser('a person who judges what was learned', () => {
  let under: PageUnderTest
  let page: Page

  beforeAll(async () => {
    under = await PageUnderTest.start(['heimgeist', 'heimlern'], { LEITSTAND_PERSON: 'ada' })
    await under.mesh.append(...threeBadChanges())
    await under.mesh.settled()
  }, 120_000)
  afterAll(() => under.stop())
  beforeEach(async () => {
    await under.open()
    ;({ page } = under)
  })
  afterEach(() => under.close())

  it('calls a pattern bad by the keyboard, sees it taken back, and its rules with it', async () => {
    await under.visit({ view: 'learned' })
    const pattern = page.getByRole('listitem').filter({ hasText: '3 of 3 changes of auth ended badly' })
    await page.getByText('Auth-Changes-Policy').first().waitFor()
    await pattern.getByRole('button', { name: 'Bad' }).focus()
    await page.keyboard.press('Enter')

    await pattern.getByText('people: 0 say good, 1 say bad').waitFor()
    await pattern.getByText('taken back').waitFor()
    await page
      .getByRole('region', { name: /Retired/ })
      .getByText('Auth-Changes-Policy')
      .waitFor()
    const given = await under.mesh.events('feedback.given.v1')
    expect(given.map(({ data }) => [data.subject, data.verdict, data.by])).toEqual([
      ['pattern/acme/shop/bad-auth', 'bad', 'person/ada'],
    ])
  })

  it('is told when what was said cannot be taken', async () => {
    await page.route('**/api/commands', (route) => route.fulfill({ status: 429, json: { message: 'too often' } }))
    await under.visit({ view: 'learned' })
    const pattern = page.getByRole('listitem').filter({ hasText: 'token of' }).first()
    await pattern.getByRole('button', { name: 'Good' }).click()

    await pattern.getByRole('alert').waitFor()
    expect(await under.mesh.events('feedback.given.v1')).toHaveLength(1)
  })
})
