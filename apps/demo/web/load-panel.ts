import type { LoadEvent, ScenarioAnswer } from '../server/answers.ts'
import { choices, chosenIn } from './choices.ts'
import { h } from './dom.ts'
import { followLoad } from './follow-load.ts'
import { LoadProgress } from './load-progress.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'
import { postJson, problemOf } from './request.ts'

const inputCard = (input: ScenarioAnswer, checked: boolean): HTMLElement =>
  h(
    'label',
    { class: 'input-card', 'data-available': input.available ? 'yes' : 'no' },
    h('input', { type: 'radio', name: 'input', value: input.id, checked, disabled: !input.available }),
    h('strong', {}, input.title),
    h('span', { class: 'muted' }, input.available ? input.summary : input.problem.message),
  )

/** Choose an input and backends, load, and follow it. */
export const loadPanel = (page: Page, root: HTMLElement): void => {
  const inputs = h('fieldset', { class: 'inputs' })
  const targets = h('div', {})
  const button = h('button', { type: 'submit', class: 'primary', id: 'load-button' }, 'Load')
  const cancel = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Cancel')
  const outcome = h('div', { 'aria-live': 'polite' })
  const progress = new LoadProgress(page)
  const form = h('form', { class: 'panel', submit: (event) => void start(event) })
  const actions = h('div', { class: 'actions' }, button, cancel)
  form.append(inputs, targets, h('div', {}, actions, progress.element, outcome))
  root.replaceChildren(form)
  let touched: readonly string[] | undefined
  let load: string | undefined
  cancel.addEventListener('click', () => {
    postJson('/api/loads/cancel', { id: load }).catch(show)
  })

  page.on('inputs', () => {
    const first = page.inputs.find((input) => input.available)?.id
    const chosen = chosenIn(inputs)[0] ?? first
    inputs.replaceChildren(
      h('legend', {}, 'Input'),
      ...page.inputs.map((input) => inputCard(input, input.id === chosen)),
    )
  })

  /** Draws what follows from the choice, and from whether a load runs. */
  const refresh = (): void => {
    const { length } = chosenIn(targets)
    const isRunning = load !== undefined
    for (const fieldset of form.querySelectorAll('fieldset')) fieldset.disabled = isRunning
    cancel.hidden = !isRunning
    button.disabled = isRunning || length === 0
    if (isRunning) button.textContent = 'Loading…'
    else if (length === 0) button.textContent = 'Choose a backend'
    else button.textContent = length === 1 ? 'Load into 1 backend' : `Load into ${length} backends`
  }

  const show = (error: unknown): void => outcome.replaceChildren(problemView(problemOf(error)))

  page.on('backends', () => {
    const ready = page.backends.filter(({ state }) => state === 'ready').map(({ id }) => id)
    const options = page.backends.map(({ id, title, state }) => ({
      value: id,
      label: title,
      series: page.series(id),
      disabled: state !== 'ready',
    }))
    const change = (): void => {
      touched = chosenIn(targets)
      refresh()
    }
    targets.replaceChildren(choices('checkbox', 'target', 'Into', options, touched ?? ready, change))
    refresh()
  })

  const start = async (event: Event): Promise<void> => {
    event.preventDefault()
    const [input] = chosenIn(inputs)
    const backends = chosenIn(targets)
    outcome.replaceChildren()
    button.disabled = true
    try {
      load = (await postJson<{ id: string }>('/api/loads', { input, backends })).id
      refresh()
      progress.begin(backends)
      await followLoad(load, (received: LoadEvent) => progress.show(received))
      page.loaded = input
    } catch (error) {
      show(error)
    } finally {
      load = undefined
      refresh()
    }
  }
}
