import { expect } from '@jest/globals'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import type { Browser, Page } from 'playwright-core'
import { buildPage, startBrowser } from '../../services/leitstand/test/browser-kit.js'
import { moduleOf } from './all-services.js'

type Built = Awaited<ReturnType<typeof buildPage>>

/** leitstand's page as the sources say it now, served beside the services it asks, in a browser. */
export class PageUnderTest {
  private readonly problems: string[] = []
  private current: Page | undefined

  private constructor(
    readonly mesh: TestMesh,
    readonly leitstand: TestService,
    private readonly browser: Browser,
    private readonly built: Built,
  ) {}

  /** Starts chronik, the services named and leitstand; `settings` are handed to all. */
  static async start(services: readonly string[], settings: NodeJS.ProcessEnv = {}): Promise<PageUnderTest> {
    const built = await buildPage()
    const mesh = await TestMesh.start(settings)
    const owners = [`chronik=${mesh.chronik.url}`]
    for (const name of services) owners.push(`${name}=${(await mesh.boot(await moduleOf(name))).url}`)
    const leitstand = await mesh.boot(await moduleOf('leitstand'), {
      LEITSTAND_WEB_FOLDER: built.folder,
      LEITSTAND_SERVICES: owners.join(','),
    })
    const under = new PageUnderTest(mesh, leitstand, await startBrowser(), built)
    // The first page of a browser takes long on a busy machine; no test pays for it.
    await under.open()
    await under.visit()
    await under.close()
    return under
  }

  /** The tab of the test that runs. */
  get page(): Page {
    return this.current!
  }

  /** Opens a tab for one test. */
  async open(): Promise<void> {
    const { problems } = this
    this.current = await this.browser.newPage({
      locale: 'en',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    })
    this.page.on('pageerror', (error) => problems.push(error.message))
    this.page.on('console', (line) => {
      if (/content.security|trusted/i.test(line.text())) problems.push(line.text())
    })
  }

  /** Closes the tab; fails where a script failed in it or its policy was broken. */
  async close(): Promise<void> {
    await this.page.close()
    expect(this.problems.splice(0)).toEqual([])
  }

  /** Goes to an address of the page, signed in. */
  async visit(query: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.goto(`${this.leitstand.url}/?${new URLSearchParams(query)}#token=test-token`)
  }

  async stop(): Promise<void> {
    await this.browser.close()
    await this.mesh.stop()
    await this.built.remove()
  }
}
