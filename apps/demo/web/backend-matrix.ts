import type { Capabilities, Limits } from '@holdfast/core'
import type { BackendAnswer } from '../server/answers.ts'
import { h } from './dom.ts'
import { bytes, count } from './format.ts'
import type { Page } from './page.ts'

const capabilities: Readonly<Record<keyof Capabilities, string>> = {
  sql: 'Speaks SQL',
  savepoints: 'A nested transaction can fail alone',
  serializable: 'Serializable isolation on request',
  cancel: 'Stops a running statement',
  concurrentWriters: 'Several writers at once',
  multiProcess: 'Several processes at once',
  foreignKeys: 'The engine checks references itself',
  partialIndexes: 'Indexes over some of the rows',
  persistent: 'Data outlives close()',
  appendOnly: 'Audit entries that SQL cannot change',
  tracksSql: 'Changes by SQL are recorded too',
}

const limits: Readonly<Record<keyof Limits, readonly [string, (value: number) => string]>> = {
  keyBytes: ['Longest key', bytes],
  valueBytes: ['Largest value', bytes],
  nameBytes: ['Longest name', bytes],
  parameters: ['Parameters of a statement', count],
  decimalDigits: ['Digits of a decimal', count],
}

type Ready = Extract<BackendAnswer, { state: 'ready' }>

const answer = (yes: boolean): HTMLElement =>
  h('td', { class: yes ? 'yes' : 'no' }, h('span', {}, yes ? 'Yes' : 'No'))

const group = (title: string, width: number): HTMLElement =>
  h('tr', { class: 'group' }, h('th', { colspan: width, scope: 'colgroup' }, title))

const table = (page: Page, ready: readonly Ready[]): HTMLElement => {
  const head = ready.map(({ id, title }) => h('th', { scope: 'col', 'data-series': page.series(id) }, title))
  const promised = Object.entries(capabilities).map(([name, title]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, title, ' ', h('code', {}, name)),
      ...ready.map((backend) => answer(backend.capabilities[name as keyof Capabilities])),
    ),
  )
  const bounded = Object.entries(limits).map(([name, [title, format]]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, title, ' ', h('code', {}, name)),
      ...ready.map((backend) => h('td', {}, format(backend.limits[name as keyof Limits]))),
    ),
  )
  const width = ready.length + 1
  return h(
    'table',
    { class: 'matrix' },
    h('caption', { class: 'unseen' }, 'Capabilities and limits of each backend'),
    h('thead', {}, h('tr', {}, h('td', {}), ...head)),
    h('tbody', {}, group('Capabilities', width), ...promised),
    h('tbody', {}, group('Limits', width), ...bounded),
  )
}

/** What each backend declares. Every “no” has a stated consequence, and is tested like a “yes”. */
export const backendMatrix = (page: Page, root: HTMLElement): void =>
  page.on('backends', () => {
    const ready = page.backends.filter((backend) => backend.state === 'ready')
    if (ready.length === 0) return root.replaceChildren()
    root.replaceChildren(
      h(
        'div',
        { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Capabilities and limits' },
        table(page, ready),
      ),
    )
  })
