import type { LoadEvent } from '../server/answers.ts'
import { h } from './dom.ts'
import { duration } from './format.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'

interface Line {
  readonly row: HTMLElement
  readonly bar: HTMLElement
  readonly text: HTMLElement
}

/** One line for each backend of a load, and one sentence for those who listen. */
export class LoadProgress {
  readonly element: HTMLElement
  readonly #page: Page
  readonly #lines = new Map<string, Line>()
  readonly #list: HTMLElement = h('ul', { class: 'progress' })
  readonly #spoken: HTMLElement = h('p', { class: 'unseen', role: 'status' })

  constructor(page: Page) {
    this.#page = page
    this.element = h('div', {}, this.#list, this.#spoken)
  }

  begin(backends: readonly string[]): void {
    this.#lines.clear()
    for (const id of backends) {
      const title = this.#page.title(id)
      const bar = h('div', {
        role: 'progressbar',
        'aria-label': title,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
      })
      const text = h('span', { class: 'muted' }, 'Waiting')
      const row = h(
        'li',
        { 'data-series': this.#page.series(id) },
        h('span', { class: 'name' }, title),
        bar,
        text,
      )
      this.#lines.set(id, { row, bar, text })
    }
    this.#list.replaceChildren(...[...this.#lines.values()].map(({ row }) => row))
  }

  #draw(backend: string, share: number, words: string): void {
    const line = this.#lines.get(backend)
    if (line === undefined) return
    line.bar.setAttribute('aria-valuenow', String(Math.round(share * 100)))
    line.bar.style.setProperty('--share', String(share))
    line.text.textContent = words
  }

  #say(words: string): void {
    if (this.#spoken.textContent !== words) this.#spoken.textContent = words
  }

  show(event: LoadEvent): void {
    switch (event.type) {
      case 'backend':
        this.#draw(event.backend, 0, 'Warming up')
        break
      case 'progress': {
        const share = (event.step - 1 + event.done / Math.max(1, event.total)) / event.steps
        this.#draw(event.backend, share, event.title)
        this.#say(`${this.#page.title(event.backend)}, step ${event.step} of ${event.steps}: ${event.title}`)
        break
      }
      case 'loaded':
        this.#draw(event.backend, 1, `Done in ${duration(event.milliseconds)}`)
        break
      case 'failed': {
        const line = this.#lines.get(event.backend)
        line?.text.replaceChildren('Failed')
        line?.row.setAttribute('data-failed', '')
        line?.row.append(problemView(event.problem))
        break
      }
      case 'end':
        this.#say(event.cancelled ? 'The load was cancelled.' : 'The load has ended.')
        if (event.cancelled) this.#cancelled()
        break
      case 'measurement':
        break
    }
  }

  #cancelled(): void {
    for (const { bar, text } of this.#lines.values()) {
      if (bar.getAttribute('aria-valuenow') !== '100') text.textContent = 'Cancelled'
    }
  }
}
