import type { EntryAnswer } from '../server/answers.ts'
import { h } from './dom.ts'
import { keyText } from './format.ts'
import { problemView } from './problem.ts'
import { getJson, problemOf } from './request.ts'

const fact = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value))

/** One entry with its version and times. */
export const entryView = async (
  backend: string | undefined,
  store: string | undefined,
  key: EntryAnswer['key'],
): Promise<HTMLElement> => {
  try {
    const query = { backend, store, key: JSON.stringify(key) }
    const entry = await getJson<EntryAnswer>('/api/entry', query)
    return h(
      'article',
      {},
      h('h3', {}, keyText(entry.key)),
      h('pre', { tabindex: 0, 'aria-label': 'Value' }, JSON.stringify(entry.value, null, 2)),
      h(
        'dl',
        { class: 'facts' },
        fact('version', entry.version),
        fact('created', new Date(entry.createdAt).toLocaleString('en-GB')),
        fact('updated', new Date(entry.updatedAt).toLocaleString('en-GB')),
      ),
    )
  } catch (error) {
    return problemView(problemOf(error))
  }
}
