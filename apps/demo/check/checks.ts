import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from './check.ts'
import type { DemoProcess } from './demo-process.ts'
import { holds, same } from './expect.ts'
import { lookChecks } from './look-checks.ts'

const endless = 'with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) as n from t'

/** What a visitor does, in this order: later checks look at what earlier ones loaded. */
export const checks = (demo: DemoProcess): readonly Check[] => [
  {
    title: 'npm start prints one address',
    run: async () => same(demo.lines.filter((line) => line.includes('http')).length, 1, 'addresses'),
  },
  {
    title: 'every backend is open, with its version and its durability',
    run: async (visit) => {
      same(await visit.ready(), ['SQLite', 'PostgreSQL', 'DuckDB', 'Memory'], 'open backends')
      for (const card of await visit.page.locator('.card').all()) {
        holds(/\d/.test(await card.locator('.version').innerText()), 'a version')
        holds((await card.locator('.durability').innerText()) !== '', 'durability')
      }
    },
  },
  {
    title: 'the comparison is empty before a load, and says what to do',
    run: async ({ page }) => page.locator('#compare-panel').getByText('Nothing is measured yet.').waitFor(),
  },
  {
    title: 'the matrix shows what each backend declares, both ways',
    run: async ({ page }) => {
      const cells = await page.locator('tr', { hasText: 'multiProcess' }).locator('td').allInnerTexts()
      same(cells, ['Yes', 'Yes', 'No', 'No'], 'multiProcess')
    },
  },
  {
    title: 'a query before a load says that there is no table, and what to do',
    run: async (visit) => {
      const results = await visit.query('select * from packages')
      await results.getByText('no-table').first().waitFor()
      await results.getByText('Load an input first').waitFor()
    },
  },
  {
    title: 'package-lock.json loads into every backend, and every step is timed',
    run: async (visit) => {
      await visit.load('package-lock.json')
      same(await visit.page.locator('.progress [data-failed]').count(), 0, 'failed loads')
      await visit.page.locator('.step').first().waitFor()
      const values = await visit.page.locator('#step-get .value').allInnerTexts()
      same(values.length, 4, 'times of reads')
      holds(
        values.every((value) => /^[\d.]+ (µs|ms|s)$/.test(value)),
        `times: ${values.join(', ')}`,
      )
      same(await visit.page.locator('#step-query .absent').count(), 1, 'backends without SQL')
    },
  },
  {
    title: 'keys are found by prefix on every backend, and an entry opens',
    run: async (visit) => {
      const { page } = visit
      for (const backend of await visit.ready()) {
        await visit.choose('Backend', backend)
        await page.getByLabel('Keys that begin with').fill('@types/')
        await page.locator('.keys').getByText('@types/node', { exact: true }).waitFor()
        await page.locator('.keys li').filter({ hasNotText: '@types/' }).waitFor({ state: 'detached' })
        await page.locator('.keys button', { hasText: '@types/node' }).first().click()
        await page.locator('.entry h3', { hasText: '@types/node' }).waitFor()
        holds(
          (await page.locator('.entry pre').innerText()).includes('"license": "MIT"'),
          `${backend}: the value`,
        )
      }
      await page.getByLabel('Keys that begin with').fill('no such key')
      await page.getByText('No such key.').waitFor()
      await page.getByLabel('Keys that begin with').fill('')
      await page.getByRole('button', { name: 'More keys' }).click()
      await page.locator('.keys li').nth(99).waitFor()
    },
  },
  {
    title: 'a query answers the same rows on every backend that speaks SQL',
    run: async (visit) => {
      await visit.choose('Examples', 'Most depended upon')
      const results = await visit.query(await visit.page.getByLabel('Statement').inputValue())
      await results.getByText('The same rows in the same order on all 3 backends').waitFor()
      same(await results.locator('tbody tr').count(), 20, 'rows')
      await visit.choose('Answer of', 'Memory')
      await results.locator('.problem', { hasText: 'unsupported' }).waitFor()
    },
  },
  {
    title: 'a write is refused with its code, and changes nothing',
    run: async (visit) => {
      for (const text of [
        'delete from packages',
        'with gone as (delete from packages returning *) select * from gone',
      ]) {
        const results = await visit.query(text)
        same(await results.locator('.times .absent').count(), 4, `refusals of ${text}`)
      }
      const results = await visit.query('select count(*) as packages from packages')
      await results.getByText('The same rows').waitFor()
      holds(Number(await results.locator('tbody td').innerText()) > 100, 'the rows are still there')
    },
  },
  {
    title: 'a mistake shows its code and the engine’s own words',
    run: async (visit) => {
      const results = await visit.query('select from where')
      await results.getByText('syntax').first().waitFor()
      await results.getByLabel('The engine’s own words').waitFor()
    },
  },
  {
    title: 'several statements at once are refused',
    run: async (visit) => {
      const results = await visit.query('select 1 as one; drop table packages')
      same(await results.locator('.times .absent').count(), 4, 'refusals')
    },
  },
  {
    title: 'no statement reads or writes a file of this machine',
    run: async (visit) => {
      const target = join(tmpdir(), `holdfast-demo-check-${process.pid}.csv`)
      for (const text of [
        `select * from read_text('/etc/hostname')`,
        `select pg_read_file('/etc/hostname')`,
        `explain analyze copy (select 1) to '${target}'`,
      ]) {
        const results = await visit.query(text)
        same(await results.locator('.times .absent').count(), 4, `refusals of ${text}`)
      }
      holds(!existsSync(target), 'a file was written')
    },
  },
  {
    title: 'markup in a value is shown as text',
    run: async (visit) => {
      const results = await visit.query(`select '<img src=x onerror=alert(1)>' as "<b>x</b>"`)
      same(await results.locator('tbody td').innerText(), '<img src=x onerror=alert(1)>', 'cell')
      same(await results.locator('tbody img, thead b').count(), 0, 'elements')
    },
  },
  {
    title: 'an endless statement is ended on every backend, and the server goes on',
    run: async (visit) => {
      const results = await visit.query(endless)
      const notes = await results.locator('.times .note').allInnerTexts()
      same(notes, ['timeout', 'timeout', 'timeout', 'unsupported'], 'outcomes')
      const after = await visit.query('select 1 as one')
      same(await after.locator('.times .absent').count(), 1, 'refusals after it')
    },
  },
  {
    title: 'a load can be cancelled, and another one begun',
    run: async (visit) => {
      const { page } = visit
      await page.locator('#load-button').click()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.locator('.progress').getByText('Cancelled').first().waitFor()
      await page.locator('#load-button:enabled').waitFor()
      await visit.load('package-lock.json')
      same(await page.locator('.progress').getByText('Done in').count(), 4, 'backends loaded after it')
    },
  },
  {
    title: 'git log loads too, with keys of two parts, or says that there is none',
    run: async (visit) => {
      const { page } = visit
      const card = page.locator('.input-card', { hasText: 'git log' })
      if ((await card.getAttribute('data-available')) === 'no')
        return card.getByText('There is no git history').waitFor()
      await visit.load('git log')
      same(await page.locator('.progress [data-failed]').count(), 0, 'failed loads')
      await visit.choose('Store', 'commits')
      await page
        .locator('.keys')
        .getByText(/^\d{4}-\d\d-\d\d › [0-9a-f]{40}$/)
        .first()
        .waitFor()
    },
  },
  {
    title: 'the times are still there after a reload',
    run: async (visit) => {
      await visit.open()
      await visit.page.locator('.step').first().waitFor()
    },
  },
  ...lookChecks,
  {
    title: 'nothing failed in the console, and nothing was asked of anywhere else',
    run: async ({ faults }) => same(faults, [], 'faults'),
  },
]
