import type { CellAnswer, Problem, StatementAnswer } from '../server/answers.ts'
import { choices, chosenIn } from './choices.ts'
import { h, unseen } from './dom.ts'
import { plural } from './format.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'
import { timeBars } from './time-bars.ts'

export type Outcome = { readonly id: string } & (
  | { readonly answer: StatementAnswer }
  | { readonly problem: Problem }
)

const cellText = (cell: CellAnswer): string =>
  cell === null ? 'null' : typeof cell === 'object' ? cell.text : String(cell)

const cellView = (cell: CellAnswer): HTMLElement => {
  const kind = cell === null ? 'null' : typeof cell === 'object' ? cell.kind : typeof cell
  return h('td', { 'data-kind': kind }, cellText(cell))
}

const rowsView = ({ columns, rows, truncated }: StatementAnswer): HTMLElement => {
  if (rows.length === 0) return h('p', { class: 'muted' }, 'No rows.')
  const table = h(
    'table',
    { class: 'rows' },
    h('caption', {}, `${truncated ? 'The first ' : ''}${plural(rows.length, 'row')}`),
    h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cellView)))),
  )
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Rows' }, table)
}

/** Engines give a sum as a number or as its digits, so what is shown is what is compared. */
const shown = ({ rows }: StatementAnswer): string => JSON.stringify(rows.map((row) => row.map(cellText)))

const agreement = (answers: readonly StatementAnswer[]): HTMLElement | undefined => {
  if (answers.length < 2) return undefined
  const isSame = new Set(answers.map(shown)).size === 1
  const words = isSame
    ? `The same rows in the same order on all ${answers.length} backends that answered.`
    : 'The backends answered differently: SQL leaves order and types to the engine where a statement does not say.'
  return h('p', { class: 'agreement', 'data-same': isSame ? 'yes' : 'no' }, words)
}

/** Times of every backend, whether they agree, and the rows or the refusal of one of them. */
export const queryResult = (page: Page, outcomes: readonly Outcome[]): HTMLElement => {
  const bars = outcomes.map((outcome) =>
    'answer' in outcome
      ? {
          id: outcome.id,
          milliseconds: outcome.answer.milliseconds,
          note: plural(outcome.answer.rows.length, 'row'),
        }
      : { id: outcome.id, note: outcome.problem.code },
  )
  const answers = outcomes.flatMap((outcome) => ('answer' in outcome ? [outcome.answer] : []))
  const first = outcomes.find((outcome) => 'answer' in outcome) ?? outcomes[0]
  if (first === undefined) return h('p', { class: 'muted' }, 'No backend is open yet.')
  const body = h('div', {})
  const show = (outcome: Outcome): void =>
    body.replaceChildren('answer' in outcome ? rowsView(outcome.answer) : problemView(outcome.problem))
  const options = outcomes.map(({ id }) => ({ value: id, label: page.title(id), series: page.series(id) }))
  const tabs = choices('radio', 'result', 'Answer of', options, [first.id], () => {
    const chosen = outcomes.find(({ id }) => id === chosenIn(tabs)[0])
    if (chosen !== undefined) show(chosen)
  })
  show(first)
  const agreed = agreement(answers)
  return h(
    'div',
    { class: 'result' },
    unseen(`${answers.length} of ${outcomes.length} backends answered.`),
    timeBars(page, bars),
    agreed,
    tabs,
    body,
  )
}
