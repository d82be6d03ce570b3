import type { KeyValue, Session } from '@holdfast/core'

/** The store that `context.store()` is, bound to a transaction. */
export const items = (tx: Pick<Session, 'keyValue'>): KeyValue<unknown> => tx.keyValue<unknown>('items')
