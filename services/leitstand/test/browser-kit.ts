import { describe } from '@jest/globals'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a Chromium is; undefined where there is none. */
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path))

/** `describe` for tests of `what` that need a browser; where there is none they are skipped, and it is said. */
export const describeInBrowser = (what: string): typeof describe | typeof describe.skip => {
  if (chromiumPath !== undefined) return describe
  process.stderr.write(`\nSKIPPED: the tests of ${what} need a Chromium; install it, or set CHROMIUM to its path\n\n`)
  return describe.skip
}

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser with a profile of its own. */
export const startBrowser = async (): Promise<Browser> => {
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ARGS })
}

/** Builds the page into a folder of its own, so that the test sees what the sources say now. */
export const buildPage = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'leitstand-page-'))
  const service = fileURLToPath(new URL('..', import.meta.url))
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url))
  const args = [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error', '--outDir', folder, 'web']
  await promisify(execFile)(process.execPath, args, { cwd: service })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Texts that a page must show as they are: markup, scripts, addresses, templates, control and bidirectional characters. */
export const HOSTILE = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror=window.pwned=1>',
  '"><svg onload=window.pwned=1>',
  "'><body onload=window.pwned=1>",
  '<iframe src="javascript:parent.pwned=1"></iframe>',
  '<a href="javascript:window.pwned=1">click</a>',
  'javascript:window.pwned=1',
  'data:text/html,<script>window.pwned=1</script>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=window.pwned=1>',
  '<details open ontoggle=window.pwned=1>',
  '<input autofocus onfocus=window.pwned=1>',
  '<video><source onerror=window.pwned=1>',
  '<object data="javascript:window.pwned=1">',
  '<embed src="javascript:window.pwned=1">',
  '<meta http-equiv="refresh" content="0;url=javascript:window.pwned=1">',
  '<base href="//evil.example/">',
  '<link rel=stylesheet href="//evil.example/x.css">',
  '<form action="//evil.example"><button>ok</button></form>',
  '</title><script>window.pwned=1</script>',
  '--></style></textarea><script>window.pwned=1</script>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '${window.pwned=1}',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;',
  '<template><script>window.pwned=1</script></template>',
  '\u202etxt.exe\u202c <b onclick=window.pwned=1>x</b>',
  '<style>*{background:url(//evil.example)}</style>',
]

/** What a text would have to become to do something. */
export const LIVELY =
  'body script, iframe, object, embed, base, video, math, form[action], [onerror], [onload], [onclick], [ontoggle], [href^="javascript:" i]'
