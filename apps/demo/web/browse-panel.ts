import type { EntryAnswer } from '../server/answers.ts'
import { choices, chosenIn, type Option } from './choices.ts'
import { h } from './dom.ts'
import { entryView } from './entry-view.ts'
import { KeyList } from './key-list.ts'
import type { Page } from './page.ts'

/** The stores of the inputs, or of one. */
const storesOf = (page: Page, only?: string): string[] => {
  const inputs = page.inputs.filter(({ id }) => only === undefined || id === only)
  return inputs.flatMap((input) => (input.available ? input.stores.map(({ name }) => name) : []))
}

/** Keys of one store on one backend, by prefix; and the entry behind a key. */
export const browsePanel = (page: Page, root: HTMLElement): void => {
  const backends = h('div', {})
  const stores = h('div', {})
  const prefix = h('input', {
    type: 'search',
    id: 'prefix',
    placeholder: '@types/',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const entry = h('div', { class: 'entry', 'aria-live': 'polite' })
  const selection = () => ({
    backend: chosenIn(backends)[0],
    store: chosenIn(stores)[0],
    prefix: prefix.value,
  })

  let turn = 0
  const open = async (key: EntryAnswer['key']): Promise<void> => {
    const mine = ++turn
    const { backend, store } = selection()
    const view = await entryView(backend, store, key)
    // Another key may have been chosen meanwhile.
    if (mine === turn) entry.replaceChildren(view)
  }
  const list = new KeyList((key) => void open(key))

  const restart = (): void => {
    turn++
    entry.replaceChildren(h('p', { class: 'muted' }, 'Choose a key to see its entry.'))
    const { backend, store, prefix } = selection()
    if (backend !== undefined && store !== undefined) void list.show({ backend, store, prefix })
  }

  const draw = (
    place: HTMLElement,
    name: string,
    legend: string,
    options: readonly Option[],
    wanted?: string,
  ): void => {
    const chosen = wanted ?? chosenIn(place)[0] ?? options[0]?.value ?? ''
    place.replaceChildren(choices('radio', name, legend, options, [chosen], restart))
    restart()
  }

  const drawStores = (wanted?: string): void => {
    const options = storesOf(page).map((name) => ({ value: name, label: name }))
    draw(stores, 'store', 'Store', options, wanted)
  }

  root.replaceChildren(
    h(
      'div',
      { class: 'panel' },
      h('div', { class: 'row' }, backends, stores),
      h('label', { class: 'field', for: 'prefix' }, h('span', {}, 'Keys that begin with'), prefix),
      h('div', { class: 'split' }, list.element, entry),
    ),
  )
  prefix.addEventListener('input', restart)
  page.on('backends', () => {
    const ready = page.backends.filter(({ state }) => state === 'ready')
    const options = ready.map(({ id, title }) => ({ value: id, label: title, series: page.series(id) }))
    draw(backends, 'backend', 'Backend', options)
  })
  page.on('inputs', () => drawStores())
  page.on('loaded', () => drawStores(storesOf(page, page.loaded)[0]))
}
