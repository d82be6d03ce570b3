import type { ChangesStorage } from '../../changes/recorded-changes.ts'
import type { Records } from '../../contracts/records.ts'
import type { Session } from '../../contracts/session.ts'
import type { AnyTable } from '../../contracts/table.ts'
import { useOfChanges, type TableUse } from '../../door/table-use.ts'
import type { Scope } from '../scope.ts'
import { MemoryRecords } from './memory-records.ts'
import { RecordStore } from './record-store.ts'

/** A tracked table and its changes, as one session or transaction sees them. */
export const changesIn = (session: Session, scope: Scope, use: TableUse): ChangesStorage => {
  const records = (of: TableUse): Records<AnyTable> =>
    new MemoryRecords(new RecordStore(scope, of)) as unknown as Records<AnyTable>
  const storage: ChangesStorage = {
    changes: records(useOfChanges(use)),
    live: records(use),
    together: (body, isWrite) =>
      scope.isTransaction
        ? body(storage)
        : session.transaction(
            (tx) =>
              body(
                changesIn(tx, (tx as unknown as { readonly scope: Scope }).scope, {
                  ...use,
                  inTransaction: true,
                }),
              ),
            isWrite ? {} : { readOnly: true },
          ),
  }
  return storage
}
