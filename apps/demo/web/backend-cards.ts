import type { BackendAnswer } from '../server/answers.ts'
import { h } from './dom.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'

const durability = {
  full: 'An acknowledged write survives power loss',
  process: 'A write survives a crash of the process',
  none: 'Nothing survives the process',
} as const

/** `journalMode` and `journal_mode` alike, as words. */
const words = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replaceAll(/[A-Z][a-z]/g, (start) => ` ${start.toLowerCase()}`)
    .trim()

/** The card says where a file is; its name is enough here. */
const short = (value: string | number | boolean): string => String(value).split('/').at(-1) ?? ''

const body = (backend: BackendAnswer): HTMLElement[] => {
  if (backend.state === 'opening') {
    return [
      h('p', { class: 'muted waiting' }, 'Opening…'),
      h('div', { class: 'skeleton', 'aria-hidden': 'true' }),
    ]
  }
  if (backend.state === 'unavailable') return [problemView(backend.problem)]
  const { facts } = backend
  const details = Object.entries(facts.details)
  return [
    h('p', { class: 'durability', 'data-durability': facts.durability }, durability[facts.durability]),
    h(
      'dl',
      { class: 'facts' },
      ...details.map(([name, value]) => h('div', {}, h('dt', {}, words(name)), h('dd', {}, short(value)))),
    ),
  ]
}

const card = (page: Page, backend: BackendAnswer): HTMLElement =>
  h(
    'article',
    {
      class: 'card',
      'data-state': backend.state,
      'data-series': page.series(backend.id),
      id: `backend-${backend.id}`,
    },
    h(
      'header',
      {},
      h('h3', {}, backend.title),
      backend.state === 'ready' && h('span', { class: 'version' }, backend.facts.version),
    ),
    h('p', { class: 'place' }, backend.place),
    ...body(backend),
  )

/** One card for each backend: its version, its durability, and what was read back to know that. */
export const backendCards = (page: Page, root: HTMLElement): void =>
  page.on('backends', () => root.replaceChildren(...page.backends.map((backend) => card(page, backend))))
