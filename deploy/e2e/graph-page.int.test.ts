import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { draft } from '@heimgewebe/contracts'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import type { Page } from 'playwright-core'
import { HOSTILE, describeInBrowser } from '../../services/leitstand/test/browser-kit.js'
import { REPOSITORY, changeOf, commit, registered } from '../../services/leitstand/test/given-events.js'
import { PageUnderTest } from './page-under-test.js'

const inBrowser = describeInBrowser('the graph view')

const touching = (n: number, paths: readonly string[], title = `commit ${n}`) =>
  commit(n, { title, files: paths.map((path) => ({ path, status: 'modified' as const, added: n, deleted: 1 })) })

const FILE = `file/${REPOSITORY}/src/a.ts`
const INCIDENT = 'incident/logins-fail'

/** Where something of the picture is on the screen, as the library that draws it knows. */
const spotOf = (page: Page, id: string): Promise<{ x: number; y: number }> =>
  page.evaluate(`(() => {
    const box = document.querySelector('.picture')
    const found = box._cyreg.cy.getElementById(${JSON.stringify(id)})
    const spot = found.isEdge() ? found.renderedTargetEndpoint() : found.renderedPosition()
    const { left, top } = box.getBoundingClientRect()
    return { x: left + spot.x - (found.isEdge() ? 14 : 0), y: top + spot.y }
  })()`)

inBrowser('the graph view', () => {
  let under: PageUnderTest
  let mesh: TestMesh
  let leitstand: TestService
  let page: Page

  beforeAll(async () => {
    under = await PageUnderTest.start(['semantah'])
    ;({ mesh, leitstand } = under)
    await mesh.append(registered(), ...Array.from({ length: 12 }, (_, n) => touching(n + 1, ['src/a.ts'])))
    await mesh.append(
      touching(20, ['src/a.ts', 'src/b.ts'], 'one for both'),
      touching(
        21,
        HOSTILE.map((text) => `x/${text.replaceAll('/', '')}`),
        HOSTILE[0]!,
      ),
      draft('incident.detected.v1', {
        subject: INCIDENT,
        data: {
          repository: REPOSITORY,
          service: 'auth',
          title: HOSTILE[1]!,
          text: 'TypeError',
          severity: 'critical',
          files: ['src/b.ts'],
          caused_by: changeOf(20),
          detected_at: '2026-03-02T08:00:00Z',
        },
      }),
    )
    await mesh.settled()
  })
  afterAll(() => under.stop())
  beforeEach(async () => {
    await under.open()
    ;({ page } = under)
  })
  afterEach(() => under.close())

  const visit = (query: Readonly<Record<string, string>>): Promise<void> => under.visit({ view: 'graph', ...query })
  const list = (name: string) => page.getByRole('region', { name: `Around ${name}` })
  const part = (name: string): string | null => new URL(page.url()).searchParams.get(name)

  it('is walked: found by name, opened, its evidence seen, and back again', async () => {
    await visit({})
    await page.getByLabel('Start from').fill('src/A')
    await page.locator('.finder-found').getByRole('link', { name: 'a.ts' }).first().click()
    const group = list('a.ts').locator('.group').filter({ hasText: 'touched by' })
    await group.getByRole('link', { name: 'one for both' }).first().click()
    await list('one for both').getByText('caused', { exact: false }).first().waitFor()
    expect(part('open')).toBe(changeOf(20))

    await list('one for both').getByRole('link', { name: 'Evidence for the relation to b.ts' }).click()
    const evidence = page.getByRole('region', { name: 'Evidence' })
    await evidence.getByText('holds still').waitFor()
    expect(await evidence.innerText()).toMatch(
      /one for both[\s\S]*touches[\s\S]*b\.ts[\s\S]*100 %[\s\S]*\+20 −1[\s\S]*Commit/,
    )
    await evidence.getByRole('link', { name: 'Open the event' }).click()
    await page.getByRole('dialog').getByText('one for both', { exact: true }).first().waitFor()
    expect(part('event')).toBe(touching(20, []).id)

    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goBack()
    await evidence.waitFor({ state: 'detached' })
    await page.goBack()
    await list('one for both').waitFor({ state: 'detached' })
    expect(part('node')).toBe(FILE)
  })

  it('shows the evidence of a line of the picture that is clicked', async () => {
    await visit({ node: INCIDENT })
    await list(HOSTILE[1]!).locator('.walk-row').first().waitFor()
    const id = await page.evaluate(`document.querySelector('.picture')._cyreg.cy.edges('.twig').first().id()`)
    const { x, y } = await spotOf(page, String(id))
    await page.mouse.click(x, y)

    await page.getByRole('region', { name: 'Evidence' }).getByText('It rests on this event').waitFor()
    expect(`e ${part('pick')}`).toBe(id)
  })

  it('opens and closes a node of the picture by mouse, and by keys alone', async () => {
    await visit({ node: INCIDENT })
    await list(HOSTILE[1]!).locator('.walk-row').first().waitFor()
    const { x, y } = await spotOf(page, `n ${changeOf(20)}`)
    await page.mouse.click(x, y)
    await list('one for both').waitFor()
    await page.getByRole('application').focus()
    await page.keyboard.press('Enter')
    await list('one for both').waitFor({ state: 'detached' })
    expect(part('open')).toBeNull()

    await page.keyboard.press('ArrowRight')
    expect(part('pick')).toBe(INCIDENT)
    expect(
      await page.evaluate(`document.querySelector('.picture')._cyreg.cy.nodes('.picked').map((n) => n.id())`),
    ).toEqual([`n ${INCIDENT}`])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await list('one for both').waitFor()
  })

  it('never shows all at once: it says how many more there are, and fetches them', async () => {
    await visit({ node: FILE })
    const group = list('a.ts').locator('.group').filter({ hasText: 'touched by' })
    await group.getByText('13', { exact: true }).waitFor()
    expect(await group.locator('.walk-row').count()).toBe(8)
    await page.getByText('5 more are known and not shown').waitFor()
    await group.getByRole('button', { name: 'Show more (5 left)' }).click()

    expect(await group.locator('.walk-row').count()).toBe(13)
  })

  it('leaves out what is switched off, in picture and list, and keeps that in the address', async () => {
    await visit({ node: changeOf(20), hide: 'k.person' })
    await list('one for both').getByText('touches').first().waitFor()
    expect(await list('one for both').getByText('written by').count()).toBe(0)
    await page.getByRole('button', { name: 'touches' }).click()
    await list('one for both').getByText('touches').first().waitFor({ state: 'detached' })
    await page.reload()
    await list('one for both').getByText('caused').first().waitFor()

    expect(part('hide')).toBe('k.person,r.touches')
    expect(await page.evaluate(`document.querySelector('.picture')._cyreg.cy.nodes('.kind-file').length`)).toBe(0)
  })

  it('shows what was linked at a moment of the past', async () => {
    await visit({ node: FILE, at: '2026-03-01T00:05Z' })
    const group = list('a.ts').locator('.group').filter({ hasText: 'touched by' })
    await group.locator('.walk-row').first().waitFor()
    expect(await group.locator('.walk-row').count()).toBe(5)
    await page.getByRole('button', { name: 'Back to now' }).click()

    await group.getByText('13', { exact: true }).waitFor()
  })

  it('finds the path between two things, or says that there is none', async () => {
    await visit({ node: FILE })
    await list('a.ts').locator('.walk-row').first().waitFor()
    await page.getByLabel('Path to').fill('logins-fail')
    await page.locator('.finder-found').getByRole('link').first().click()
    const path = page.getByRole('region', { name: 'Path' })
    await path.getByRole('link', { name: 'caused' }).waitFor()
    expect(
      (await path.locator('li').allInnerTexts()).map((text) => text.split('\n').map((line) => line.trim())),
    ).toEqual([['a.ts', 'touched by'], ['one for both', 'caused'], [HOSTILE[1]!]])
    expect(await page.evaluate(`document.querySelector('.picture')._cyreg.cy.edges('.path').length`)).toBe(2)

    await visit({ node: FILE, to: INCIDENT, at: '2026-03-01T00:05Z' })
    await path.getByText('There is no path of at most six relations.').waitFor()
    await visit({ node: FILE, to: 'file/nowhere' })
    await path.getByText('The graph does not know one of its ends').waitFor()
  })

  it('says so where a thing or a relation is unknown, and where the graph does not answer', async () => {
    await visit({ node: 'file/nowhere', pick: '999999-0' })
    await page.getByText('The graph does not know file/nowhere').waitFor()
    await page.getByText('The graph has no relation with this id.').waitFor()
    await page.route('**/api/graph/**', (route) =>
      route.fulfill({ status: 502, json: { message: 'semantah does not answer; is it running?' } }),
    )
    await visit({ node: FILE })
    await page.getByRole('alert').getByText('semantah does not answer').waitFor()
    await page.unroute('**/api/graph/**')
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await list('a.ts').locator('.walk-row').first().waitFor()
  })

  it('shows hostile names as text', async () => {
    await visit({ node: changeOf(21) })
    const around = list(HOSTILE[0]!)
    await around.locator('.walk-row').first().waitFor()
    for (let more = around.getByRole('button', { name: 'Show more' }); (await more.count()) > 0;)
      await more.first().click()
    const shown = await around.locator('.name-text').allTextContents()
    expect(HOSTILE.map((text) => text.replaceAll('/', '')).filter((text) => !shown.includes(text))).toEqual([])
    const labels: string[] = await page.evaluate(
      `document.querySelector('.picture')._cyreg.cy.nodes().map((node) => node.data('label'))`,
    )
    expect(labels).toContain(HOSTILE[0])
    expect(await page.evaluate('window.pwned')).toBeUndefined()
  })

  it.each(['light', 'dark'] as const)('fits a narrow screen in %s colours', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 812 })
    for (const query of [{}, { node: FILE, to: INCIDENT, pick: changeOf(21), open: changeOf(21) }] as const) {
      await visit(query)
      await page.locator('.name-text').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    }
  })

  it('is reached from a change', async () => {
    await page.goto(`${leitstand.url}/?change=${encodeURIComponent(changeOf(20))}#token=test-token`)
    await page.getByRole('dialog').getByRole('link', { name: 'In the graph' }).click()
    await list('one for both').locator('.walk-row').first().waitFor()
    expect([part('view'), part('node'), part('change')]).toEqual(['graph', changeOf(20), null])
  })

  it('costs nothing where it is not looked at', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${leitstand.url}/#token=test-token`)
    await page.locator('h1').waitFor()
    expect(asked.filter((url) => url.includes('graph-view'))).toEqual([])
    await page.getByRole('link', { name: 'Graph', exact: true }).click()
    await page.getByText('Files that change often').waitFor()
    expect(asked.filter((url) => url.includes('graph-view')).length).toBeGreaterThan(0)
  })
})
