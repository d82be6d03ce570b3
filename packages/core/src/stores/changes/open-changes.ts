import { RecordedChanges, type ChangesStorage } from '../../changes/recorded-changes.ts'
import type { Changes } from '../../contracts/changes.ts'
import type { Records } from '../../contracts/records.ts'
import type { AnyTable } from '../../contracts/table.ts'
import type { Executor } from '../../database/executor.ts'
import { useOfChanges, type TableUse } from '../../door/table-use.ts'
import type { RecordsParts } from '../records/records-table.ts'
import type { StoreMakers } from '../store-makers.ts'

interface Parts {
  readonly makers: StoreMakers
  readonly records: RecordsParts
}

/** The changes of a tracked table over an executor. */
export const openChanges = <T extends AnyTable>(
  executor: Executor,
  parts: Parts,
  use: TableUse,
): Changes<T> => new RecordedChanges<T>(storageOn(executor, parts, use), use)

const storageOn = (executor: Executor, parts: Parts, use: TableUse): ChangesStorage => {
  const records = (of: TableUse): Records<AnyTable> => parts.makers.records(executor, of, parts.records)
  const storage: ChangesStorage = {
    changes: records(useOfChanges(use)),
    live: records(use),
    together: (body, isWrite) =>
      executor.isTransaction
        ? body(storage)
        : executor.transaction(
            (inner) => body(storageOn(inner, parts, { ...use, inTransaction: true })),
            isWrite ? {} : { readOnly: true },
          ),
  }
  return storage
}
