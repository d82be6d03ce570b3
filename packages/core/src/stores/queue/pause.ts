import type { StoreText } from '../keyed/store-text.ts'
import { keyTable } from './tables.ts'

/** The key of the row whose presence says that the queue is paused; no unique key is empty. */
export const pauseKey = ''

/** That the queue is paused. */
export const isPaused = (text: StoreText): string => {
  const { space, executor } = text
  const belongs = text.belongs.replaceAll('t.', 'p.')
  const key = `p.${space.key} = ${text.bind(space.bind(pauseKey))}`
  return `exists (select 1 from ${executor.dialect.table(keyTable)} p where ${belongs}${key})`
}
