import type { BrowserContext, Locator, Page } from 'playwright-core'

/** A visitor on the page, and what went wrong meanwhile. */
export class Visit {
  readonly page: Page
  readonly url: string
  /** Errors of the console and of scripts, and requests to anywhere else. */
  readonly faults: string[] = []

  private constructor(page: Page, url: string) {
    this.page = page
    this.url = url
    page.on('pageerror', ({ message }) => this.faults.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) this.faults.push(`A request to ${request.url()}`)
    })
  }

  static async begin(browser: BrowserContext, url: string): Promise<Visit> {
    const visit = new Visit(await browser.newPage(), url)
    visit.page.setDefaultTimeout(30_000)
    await visit.open()
    return visit
  }

  /** Opens the page afresh, and waits until every backend has either opened or failed. */
  async open(): Promise<void> {
    await this.page.goto(this.url)
    await this.page.locator('.card').first().waitFor()
    await this.page.waitForFunction(() => document.querySelector('.card[data-state="opening"]') === null)
  }

  /** Titles of the backends that are open. */
  async ready(): Promise<string[]> {
    return this.page.locator('.card[data-state="ready"] h3').allTextContents()
  }

  /** Ticks one pill of a group. */
  async choose(group: string, choice: string): Promise<void> {
    await this.page
      .getByRole('group', { name: group, exact: true })
      .getByLabel(choice, { exact: true })
      .check()
  }

  async load(input: string): Promise<void> {
    await this.page.getByRole('radio', { name: input }).check()
    await this.page.locator('#load-button').click()
    const rows = this.page.locator('.progress li')
    for (const row of await this.all(rows))
      await row.getByText(/^(Done in|Failed|Cancelled)/).waitFor({ timeout: 60_000 })
    await this.page.locator('#load-button:enabled').waitFor()
  }

  async query(text: string): Promise<Locator> {
    await this.page.locator('#query-results').evaluate((element) => element.replaceChildren())
    await this.page.getByLabel('Statement').fill(text)
    await this.page.getByLabel('Statement').press('Control+Enter')
    const results = this.page.locator('#query-results .result')
    await results.waitFor({ timeout: 60_000 })
    return results
  }

  /** The matches of a list that is about to appear. */
  async all(list: Locator): Promise<Locator[]> {
    await list.first().waitFor()
    return list.all()
  }
}
