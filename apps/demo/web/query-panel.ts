import type { Problem, StatementAnswer } from '../server/answers.ts'
import { choices, chosenIn } from './choices.ts'
import { h } from './dom.ts'
import type { Page } from './page.ts'
import { type Outcome, queryResult } from './query-result.ts'
import { postJson, problemOf } from './request.ts'

type Result = { readonly answer: StatementAnswer } | { readonly problem: Problem }

const ask = async (backend: string, text: string): Promise<Result> => {
  try {
    return await postJson<Result>('/api/statements', { backend, text })
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

/** One read-only statement on every backend that is ready, one after another. */
export const queryPanel = (page: Page, root: HTMLElement): void => {
  const text = h('textarea', {
    id: 'statement',
    rows: 6,
    spellcheck: 'false',
    autocomplete: 'off',
    wrap: 'soft',
  })
  const examples = h('div', {})
  const columns = h('p', { class: 'columns muted' })
  const run = h('button', { type: 'submit', class: 'primary', id: 'run-button' }, 'Run on every backend')
  const hint = h('span', { class: 'muted hint' }, 'Ctrl + Enter')
  const results = h('div', { 'aria-live': 'polite', id: 'query-results' })
  const form = h(
    'form',
    { class: 'panel', submit: (event) => void start(event) },
    examples,
    h('label', { class: 'field', for: 'statement' }, h('span', {}, 'Statement'), text),
    columns,
    h('div', { class: 'actions' }, run, hint),
    results,
  )
  root.replaceChildren(form)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.requestSubmit()
  })

  const drawExamples = (): void => {
    const available = page.inputs.filter((input) => input.available)
    const current = available.find(({ id }) => id === page.loaded) ?? available[0]
    if (current === undefined) return examples.replaceChildren()
    const options = current.examples.map(({ title }, index) => ({ value: String(index), label: title }))
    const fill = (): void => {
      const example = current.examples[Number(chosenIn(fieldset)[0] ?? 0)]
      if (example !== undefined) text.value = example.text
    }
    const fieldset = choices('radio', 'example', 'Examples', options, ['0'], fill)
    examples.replaceChildren(fieldset)
    fill()
    const tables = available.flatMap((input) => input.tables)
    columns.replaceChildren(
      'Tables: ',
      ...tables.flatMap(({ name, columns }, index) => [
        index === 0 ? '' : ', ',
        h('code', {}, `${name}(${columns.join(', ')})`),
      ]),
    )
  }

  const start = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (run.disabled) return
    run.disabled = true
    const outcomes: Outcome[] = []
    for (const { id, title, state } of page.backends) {
      if (state !== 'ready') continue
      run.textContent = `Running on ${title}…`
      outcomes.push({ id, ...(await ask(id, text.value)) })
    }
    results.replaceChildren(queryResult(page, outcomes))
    run.disabled = false
    run.textContent = 'Run on every backend'
  }

  page.on('inputs', drawExamples)
  page.on('loaded', drawExamples)
}
