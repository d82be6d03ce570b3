import type { EntryAnswer, ListAnswer } from '../server/answers.ts'
import { h } from './dom.ts'
import { duration, keyText, plural } from './format.ts'
import { problemView } from './problem.ts'
import { getJson, problemOf } from './request.ts'

export interface Selection {
  readonly backend: string
  readonly store: string
  /** Empty for every key. */
  readonly prefix: string
}

/** The keys of a selection, a page at a time. */
export class KeyList {
  readonly element: HTMLElement
  readonly #list: HTMLElement = h('ul', { class: 'keys' })
  readonly #status: HTMLElement = h('p', { class: 'muted', role: 'status' })
  readonly #more: HTMLButtonElement = h(
    'button',
    { type: 'button', class: 'quiet', hidden: true },
    'More keys',
  )
  readonly #open: (key: EntryAnswer['key']) => void
  #next: (() => void) | undefined
  #turn = 0

  constructor(open: (key: EntryAnswer['key']) => void) {
    this.#open = open
    this.#more.addEventListener('click', () => this.#next?.())
    this.element = h('div', {}, this.#status, this.#list, this.#more)
  }

  async show(selection: Selection, cursor?: string): Promise<void> {
    const turn = ++this.#turn
    const { backend, store, prefix } = selection
    const query = { backend, store, cursor, prefix: prefix === '' ? undefined : JSON.stringify(prefix) }
    try {
      const answer = await getJson<ListAnswer>('/api/entries', query)
      // An answer to an earlier question, overtaken by a later one.
      if (turn !== this.#turn) return
      if (cursor === undefined) this.#list.replaceChildren()
      this.#list.append(...answer.entries.map((entry) => this.#line(entry)))
      this.#more.hidden = answer.cursor === undefined
      this.#next = () => void this.show(selection, answer.cursor)
      this.#status.textContent = this.#words(answer, prefix)
    } catch (error) {
      if (turn !== this.#turn) return
      this.#list.replaceChildren()
      this.#more.hidden = true
      this.#status.replaceChildren(problemView(problemOf(error)))
    }
  }

  #line({ key, preview }: ListAnswer['entries'][number]): HTMLElement {
    const choose = (): void => {
      for (const other of this.#list.querySelectorAll('[aria-current]')) other.removeAttribute('aria-current')
      button.setAttribute('aria-current', 'true')
      this.#open(key)
    }
    const button = h(
      'button',
      { type: 'button', click: choose },
      h('span', { class: 'key' }, keyText(key)),
      h('span', { class: 'preview' }, preview),
    )
    return h('li', {}, button)
  }

  #words({ cursor, milliseconds }: ListAnswer, prefix: string): string {
    const shown = this.#list.childElementCount
    if (shown > 0) {
      return `${plural(shown, 'key')}${cursor === undefined ? '' : ', more follow'} · read in ${duration(milliseconds)}`
    }
    return prefix === '' ? 'This store is empty. Load its input into this backend first.' : 'No such key.'
  }
}
