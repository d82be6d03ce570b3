import type { StoreCall } from '../door/store-call.ts'
import type { RowStore, RowValues } from './row-store.ts'

/** A row that is locked by being filled with these values (a null leaves what is there). */
export interface LockRow<R> {
  readonly key: string
  readonly values: R
}

/** As `together`, one after another: the row of `lock` is filled first, so that who else locks it waits, and sees then what was done. */
export const atomically = <R extends RowValues, T>(
  rows: RowStore<R>,
  lock: LockRow<R>,
  call: StoreCall,
  body: (rows: RowStore<R>) => Promise<T>,
): Promise<T> =>
  rows.together(call, async (inner) => {
    await inner.fill(lock.key, lock.values, call)
    return body(inner)
  })
