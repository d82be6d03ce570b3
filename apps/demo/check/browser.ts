import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import { checks } from './checks.ts'
import { DemoProcess } from './demo-process.ts'
import { outageChecks } from './outage-checks.ts'
import { Report } from './report.ts'
import { Visit } from './visit.ts'

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const openBrowser = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: switches,
    colorScheme: 'light',
    viewport: { width: 1280, height: 900 },
  })

const report = new Report()
const profile = await mkdtemp(join(tmpdir(), 'holdfast-demo-check-'))
const browser = await openBrowser(profile)
try {
  const demo = await DemoProcess.start()
  try {
    const visit = await Visit.begin(browser, demo.url)
    for (const { title, run } of checks(demo)) await report.check(title, () => run(visit))
  } finally {
    await report.check('the demo ends cleanly on Ctrl-C', async () => {
      const code = await demo.stop()
      if (code !== 0) throw new Error(`It ended with ${code}.`)
    })
  }
  // Nobody listens on port 1.
  const outage = await DemoProcess.start({
    HOLDFAST_POSTGRES_URL: 'postgres://visitor:hidden@127.0.0.1:1/none',
  })
  try {
    const visit = await Visit.begin(browser, outage.url)
    for (const { title, run } of outageChecks) await report.check(title, () => run(visit))
  } finally {
    await outage.stop()
  }
} finally {
  await browser.close()
  await rm(profile, { recursive: true, force: true })
}
process.exitCode = report.end()
