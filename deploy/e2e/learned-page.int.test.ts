import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeInBrowser } from '../../services/leitstand/test/browser-kit.js'
import { REPOSITORY, commit, registered } from '../../services/leitstand/test/given-events.js'
import { givenJudgedPast } from './judged-kit.js'
import { threeBadChanges } from './learned-kit.js'
import { PageUnderTest } from './page-under-test.js'

const inBrowser = describeInBrowser('what was learned')

inBrowser('a person who judges what was learned', () => {
  let under: PageUnderTest
  let page: Page

  beforeAll(async () => {
    under = await PageUnderTest.start(['heimgeist', 'heimlern', 'sichter'], { LEITSTAND_PERSON: 'ada' })
    await under.mesh.append(...threeBadChanges())
    await under.mesh.settled()
  })
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

  it('sees how good the judgement of a repository was, as a picture, in words and as a table', async () => {
    await under.mesh.append(registered())
    await givenJudgedPast(under.mesh)
    await under.visit({ view: 'repositories' })
    await page.getByRole('article').getByRole('link', { name: 'How good is the judgement here?' }).first().click()
    const drawer = page.getByRole('dialog', { name: 'How good is the judgement here?' })
    await drawer
      .getByText('Of your last 14 bad changes, 7 were among the riskiest 10 %, 10 among the riskiest 20 %.')
      .waitFor()
    await drawer.getByText('By lines added alone it would have been 2 and 7.').waitFor()
    await drawer.getByText('No signal.', { exact: true }).waitFor()
    expect(new URL(page.url()).searchParams.get('judged')).toBe(REPOSITORY)

    const plot = drawer.getByRole('img', { name: 'What a probability was worth' })
    expect(await plot.locator('circle').count()).toBe(2)
    expect(await plot.locator('desc').textContent()).toBe(
      'Said 10 %: 10 % of 40 turned out bad. Said 40 %: 50 % of 20 turned out bad.',
    )
    await drawer.getByText('On average both are 3.3 points apart.').waitFor()
    expect(await drawer.getByRole('img', { name: 'What is found' }).locator('desc').textContent()).toContain(
      'Who looks at the riskiest 20 % finds 71 % of the bad changes by the score, 50 % by lines added.',
    )
    await drawer.getByText('As a table').last().click()
    expect(await drawer.locator('tbody tr').last().allInnerTexts()).toEqual(['40 %\t40 %\t20\t50 %\t30–70 %'])

    await page.setViewportSize({ width: 375, height: 812 })
    expect(await drawer.evaluate('document.querySelector(".drawer").scrollWidth')).toBeLessThanOrEqual(375)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })

  it('is told what is missing where nothing can be compared yet', async () => {
    await under.mesh.append(commit(50, { repository: 'acme/fresh', change: `change/acme/fresh/${'f'.repeat(40)}` }))
    await under.mesh.settled()
    await under.visit({ view: 'repositories', judged: 'acme/fresh' })
    const drawer = page.getByRole('dialog', { name: 'How good is the judgement here?' })
    await drawer.getByText('The one judged change is not known to have been bad.').waitFor()
    await drawer.getByText('No bad change is known yet.', { exact: false }).waitFor()
    await drawer.getByText('No outcomes are ripe yet: no probability was given so far', { exact: false }).waitFor()
    expect(await drawer.locator('svg.plot').count()).toBe(0)

    await under.visit({ view: 'repositories', judged: 'acme/none' })
    await page.getByText('Nothing of this repository was judged yet.').waitFor()
  })
})
