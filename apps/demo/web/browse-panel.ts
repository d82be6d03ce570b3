import type { ListAnswer } from '../server/answers.ts'
import { choices, chosenIn } from './choices.ts'
import { h } from './dom.ts'
import { entryView } from './entry-view.ts'
import { duration, keyText, plural } from './format.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'
import { getJson, problemOf } from './request.ts'

/** The stores of the inputs, by name. */
const storesOf = (page: Page): string[] =>
  page.inputs.flatMap((input) => (input.available ? input.stores.map(({ name }) => name) : []))

/** Keys of one store on one backend, by prefix, a page at a time; and the entry behind a key. */
export const browsePanel = (page: Page, root: HTMLElement): void => {
  const source = h('div', { class: 'row' })
  const prefix = h('input', {
    type: 'search',
    id: 'prefix',
    placeholder: '@types/',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const list = h('ul', { class: 'keys' })
  const status = h('p', { class: 'muted', role: 'status' })
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'More keys')
  const entry = h('div', { class: 'entry', 'aria-live': 'polite' })
  const field = h('label', { class: 'field', for: 'prefix' }, h('span', {}, 'Keys that begin with'), prefix)
  const keys = h('div', {}, status, list, more)
  root.replaceChildren(h('div', { class: 'panel' }, source, field, h('div', { class: 'split' }, keys, entry)))

  let cursor: string | undefined
  let turn = 0
  let seen = 0

  const choice = (name: string): string | undefined => {
    const fieldset = source.querySelector<HTMLElement>(`[data-choice="${name}"]`)
    return fieldset === null ? undefined : chosenIn(fieldset)[0]
  }

  const open = async (button: HTMLElement, key: ListAnswer['entries'][number]['key']): Promise<void> => {
    for (const other of list.querySelectorAll('[aria-current]')) other.removeAttribute('aria-current')
    button.setAttribute('aria-current', 'true')
    entry.replaceChildren(await entryView(choice('backend'), choice('store'), key))
  }

  const add = ({ entries }: ListAnswer): void => {
    for (const { key, preview } of entries) {
      const button = h(
        'button',
        { type: 'button', click: () => void open(button, key) },
        h('span', { class: 'key' }, keyText(key)),
        h('span', { class: 'preview' }, preview),
      )
      list.append(h('li', {}, button))
    }
  }

  const read = async (from?: string): Promise<void> => {
    const backend = choice('backend')
    const store = choice('store')
    if (backend === undefined || store === undefined) return
    const mine = ++turn
    const text = prefix.value === '' ? undefined : JSON.stringify(prefix.value)
    try {
      const page = await getJson<ListAnswer>('/api/entries', { backend, store, prefix: text, cursor: from })
      // An answer to an earlier question, overtaken by a later one.
      if (mine !== turn) return
      if (from === undefined) list.replaceChildren()
      seen = (from === undefined ? 0 : seen) + page.entries.length
      add(page)
      cursor = page.cursor
      more.hidden = cursor === undefined
      const rest = cursor === undefined ? '' : ', more follow'
      status.textContent =
        seen === 0 ? 'No such key.' : `${plural(seen, 'key')}${rest} · read in ${duration(page.milliseconds)}`
      if (seen === 0 && text === undefined)
        status.textContent = 'This store is empty. Load an input into this backend first.'
    } catch (error) {
      list.replaceChildren()
      more.hidden = true
      status.replaceChildren(problemView(problemOf(error)))
    }
  }

  const restart = (): void => {
    entry.replaceChildren(h('p', { class: 'muted' }, 'Choose a key to see its entry.'))
    void read()
  }

  const drawChoices = (): void => {
    const ready = page.backends.filter(({ state }) => state === 'ready')
    const backends = ready.map(({ id, title }) => ({ value: id, label: title, series: page.series(id) }))
    const stores = storesOf(page).map((name) => ({ value: name, label: name }))
    const groups = [
      ['backend', 'Backend', backends],
      ['store', 'Store', stores],
    ] as const
    source.replaceChildren(
      ...groups.map(([name, legend, options]) => {
        const chosen = choice(name) ?? options[0]?.value ?? ''
        const fieldset = choices('radio', `browse-${name}`, legend, options, [chosen], restart)
        fieldset.dataset['choice'] = name
        return fieldset
      }),
    )
    restart()
  }

  prefix.addEventListener('input', restart)
  more.addEventListener('click', () => void read(cursor))
  page.on('backends', drawChoices)
  page.on('inputs', drawChoices)
  page.on('loaded', restart)
}
