import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'
import type { Page } from 'playwright-core'
import { say } from '../../services/heimgeist/test/approvals-kit.js'
import { command, merged, opened, pr, ran } from '../../services/heimgeist/test/epics-kit.js'
import { HOSTILE, LIVELY, describeInBrowser } from '../../services/leitstand/test/browser-kit.js'
import { assessed, registered } from '../../services/leitstand/test/given-events.js'
import { Terminal } from '../cli/src/output/terminal.js'
import { buildProgram } from '../cli/src/program.js'
import { moduleOf } from './all-services.js'
import { PageUnderTest } from './page-under-test.js'

const inBrowser = describeInBrowser('the page of epics')

describe('epics on the command line', () => {
  let mesh: TestMesh
  let home: string
  let said = ''
  let settings: NodeJS.ProcessEnv

  const cli = (...args: string[]): Promise<number> => {
    said = ''
    const terminal = new Terminal({ write: (text) => (said += text) }, { write: () => undefined }, { NO_COLOR: '1' })
    return buildProgram(settings, home, terminal, new AbortController().signal, () => undefined)(args)
  }
  const refusal = (run: Promise<number>): Promise<string> =>
    run.then(String, (error: Error & { exitCode: number }) => `${error.exitCode}: ${error.message}`)

  beforeAll(async () => {
    mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms' })
    const heimgeist = await mesh.boot(await moduleOf('heimgeist'))
    home = await mkdtemp(join(tmpdir(), 'epics-'))
    await mkdir(join(home, 'secrets'))
    await writeFile(join(home, 'secrets', 'token'), await readFile(mesh.settings['HEIMGEWEBE_TOKEN_FILE']!, 'utf8'))
    const ports = { HEIMGEIST_PORT: new URL(heimgeist.url).port, CHRONIK_PORT: new URL(mesh.chronik.url).port }
    settings = { HEIMGEWEBE_HOME: home, ...ports }
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(home, { recursive: true })
  })

  it('are opened, linked, shown with the events of each sentence, and closed', async () => {
    const [first] = await say(mesh, opened(1, { body: 'epic/db-migration' }), opened(2, { body: 'Depends on #1' }))
    expect(await cli('epics')).toBe(0)
    expect(said).toContain('no epic was opened yet')
    expect(await cli('epics', 'open', 'db-migration', 'Move to the new schema', '--repository', 'acme/shop')).toBe(0)
    expect(said).toBe('opened: db-migration\n')
    expect(await cli('epics', 'link', 'db-migration', pr(2), '--json')).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ type: 'epic.linked.v1', data: { change: pr(2), how: 'hand' } })
    expect(await cli('epics', 'link', 'db-migration', pr(2))).toBe(0)
    expect(said).toBe(`${pr(2)} belongs to db-migration already\n`)

    expect(await cli('epics', '--state', 'open')).toBe(1)
    expect(said).toMatch(/open +db-migration +Move to the new schema +tracking 2 PRs, 0 merged, 2 open +1 +0 +0/)
    expect(await cli('epic', 'db-migration')).toBe(0)
    expect(said).toContain(`${pr(2)}: it depends on ${pr(1)}, which is open → merge ${pr(1)} first\n      `)
    expect(said).toContain(first!.id)
    expect(await cli('epic', 'db-migration', '--json')).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ counts: { linked: 2, open: 2 }, repository: 'acme/shop' })
    expect(await cli('epics', 'unlink', 'db-migration', pr(1))).toBe(0)
    expect(await cli('epics', 'close', 'db-migration')).toBe(0)
    expect(await cli('epics', 'open', 'db-migration')).toBe(0)
  })

  it('say why not, by words and exit code', async () => {
    expect(await refusal(cli('epic', 'nothing'))).toMatch(/^2: .*there is no epic nothing/)
    expect(await refusal(cli('epics', 'open', 'No'))).toBe('0')
    expect(await refusal(cli('epics', 'open', 'no_name'))).toMatch(/^1: the name of an epic is words/)
    expect(await refusal(cli('epics', 'open', 'db-migration'))).toMatch(/^1: epic db-migration is open already/)
    expect(await refusal(cli('epics', 'unlink', 'db-migration', 'pr/acme/shop/9'))).toMatch(/^1: .*does not belong/)
    expect(await cli('epics', '--state', 'over')).toBe(2)
  })
})

inBrowser('epics on the page', () => {
  let under: PageUnderTest
  let page: Page
  beforeAll(async () => {
    under = await PageUnderTest.start(['heimgeist'], { HEIMGEIST_CLOCK: '20ms', LEITSTAND_PERSON: 'ada' })
    await under.mesh.append(registered())
  })
  afterAll(() => under.stop())
  beforeEach(async () => {
    await under.open()
    ;({ page } = under)
  })
  afterEach(() => under.close())

  it('are opened there, linked there, and move while one looks', async () => {
    const { mesh } = under
    await say(
      mesh,
      opened(1, { title: 'Split the users', body: 'epic/db-migration' }, ['db/a.sql']),
      opened(2, {}, ['db/a.sql']),
    )
    await under.visit({ view: 'epics' })
    await page.getByText('No epic was opened yet.').waitFor()
    await page.getByLabel('Name, such as db-migration').fill('db-migration')
    await page.getByLabel('Title', { exact: true }).fill('Move to the new schema')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('link', { name: /Move to the new schema.*tracking 1 PR, 0 merged, 1 open/s }).click()
    await page.getByRole('heading', { name: 'Move to the new schema' }).waitFor()
    await page.getByLabel('Its subject').fill(pr(2))
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await page.locator('.look').getByText('tracking 2 PRs, 0 merged, 2 open').waitFor()

    const failed = await say(mesh, ran(1, 'failure'))
    await page.locator('[aria-labelledby=blocked]').getByText('mend what makes ci/test fail: migrates').waitFor()
    await say(mesh, merged(2))
    await page.locator('.look').getByText('tracking 2 PRs, 1 merged, 1 open, 1 failed once or more').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1440)
    const names = page.locator('.axis .axis-name')
    expect(await names.allInnerTexts()).toEqual([
      expect.stringMatching(/Split the users #1[\s\S]*its text names the epic[\s\S]*ci\/test failed: migrates/),
      expect.stringMatching(/Change 2 #2[\s\S]*merged[\s\S]*linked it/),
    ])
    expect(await page.locator('.axis rect.axis-bar').count()).toBe(2)
    const judged = [1, 2].map((number) => assessed(pr(number), 50, { areas: number === 1 ? ['db'] : ['db', 'web'] }))
    await mesh.appendAs('heimgewebe/sichter', ...judged)
    await mesh.settled()
    await under.visit({ view: 'epics', epic: 'db-migration' })
    await page.locator('[aria-labelledby=risk] tbody tr').nth(1).waitFor()
    expect(await page.locator('[aria-labelledby=risk] tbody').innerText()).toMatch(/^db\s+1 of 2\s+1\s+web\s+0 of 1$/)
    await page.locator('[aria-labelledby=blocked] .evidence-link').first().click()
    await page.getByRole('dialog').getByText(failed[0]!.id).first().waitFor()
  })

  it('fit a narrow screen in German, and show hostile text as text', async () => {
    const { mesh } = under
    await say(
      mesh,
      command('heimgeist /open-epic "evil: <img src=x onerror=window.pwned=1>"'),
      ...HOSTILE.map((title, n) =>
        opened(100 + n, { title, body: 'epic/evil', author: { name: title }, branch: `b${n}` }, ['a.sql', title]),
      ),
      ran(100, 'failure', HOSTILE[0]),
      ran(101, 'failure', HOSTILE[0]),
    )
    await page.setViewportSize({ width: 375, height: 812 })
    for (const query of [{ view: 'epics' }, { view: 'epics', epic: 'evil' }]) {
      await under.visit(query)
      await page.locator('h1').waitFor()
      if ((await page.getByRole('button', { name: 'Deutsch' }).count()) > 0)
        await page.getByRole('button', { name: 'Deutsch' }).click()
      await page.getByRole('link', { name: 'Epics', exact: true }).waitFor()
      await page
        .locator('.incident, .axis li')
        .nth('epic' in query ? 20 : 1)
        .waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
      expect(await page.locator(LIVELY).count()).toBe(0)
    }
    await page.getByText('Warnungen offener Änderungen').waitFor()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('h1').innerText()).toBe('<img src=x onerror=window.pwned=1>')
  })

  it('bring no weight to who does not look at them', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await under.visit()
    await page.locator('h1').waitFor()
    expect(asked.filter((path) => path.includes('epics-view'))).toEqual([])
  })
})
