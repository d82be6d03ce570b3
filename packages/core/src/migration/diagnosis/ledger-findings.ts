import type { Diagnosis, DiagnosisFinding } from '../../contracts/diagnosis.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import { requireTable } from '../../door/table.ts'
import { cameLater } from '../ledger/ledger-shape.ts'
import type { Ledger } from '../ledger/ledger.ts'

interface LedgerLook {
  readonly ledger: Diagnosis['ledger']
  readonly findings: readonly DiagnosisFinding[]
  /** Whether everything is there that a history can tell. */
  readonly isWhole: boolean
}

/** Whether the history's own tables are as this version wants them. None at all is a database that was never migrated. */
export const ledgerFindings = (
  { tables, isOurs }: Pick<Ledger, 'tables' | 'isOurs'>,
  { tables: found }: SchemaModel,
): LedgerLook => {
  const all = Object.values(tables).map((table) => {
    const { name, columns } = requireTable(table, 'look at the ledger')
    const there = found.find((one) => one.name === name)
    const lacking = columns.filter(
      (column) => there?.columns.every((one) => one.name !== column.name) ?? false,
    )
    return {
      table: name,
      state: stateOf(there !== undefined, lacking),
      lacking: lacking.map((column) => column.name),
    }
  })
  const isOlder = all.some(({ state }) => state === 'older')
  // A store's history needs the other tables only for a migration that is not one transaction.
  const looks = isOurs ? all.filter(({ state }, index) => index === 0 || state !== 'missing') : all
  const isNew = looks.every(({ state }) => state === 'missing')
  return {
    isWhole: all.every(({ state }) => state === 'complete' || (isOlder && state !== 'incomplete')),
    ledger: looks.map(({ table, state }) => ({ table, state })),
    findings: looks.flatMap(({ table, state, lacking }): readonly DiagnosisFinding[] => {
      // What an earlier release has not made is made by the next run.
      if (state === 'complete' || isNew || (isOlder && state === 'missing')) return []
      if (state === 'older')
        return [
          {
            kind: 'ledger',
            level: 'note',
            subject: table,
            message: `the table "${table}" of the history is of an earlier release`,
            remedy: 'the next run brings it up to date',
          },
        ]
      const isGone = state === 'missing'
      return [
        {
          kind: 'ledger',
          level: isGone || isOurs ? 'note' : 'problem',
          subject: table,
          message: isGone
            ? `the table "${table}" of the history is gone`
            : `the table "${table}" of the history lacks ${lacking.join(', ')}`,
          remedy: isGone
            ? 'the next run makes it anew, empty'
            : isOurs
              ? 'an older release made it, and the next open() with schema "install" adds them'
              : 'another tool made it, or an older version: name another one with ledger, or add the columns',
        },
      ]
    }),
  }
}

const stateOf = (
  isThere: boolean,
  lacking: readonly { readonly property: string }[],
): Diagnosis['ledger'][number]['state'] => {
  if (!isThere) return 'missing'
  if (lacking.length === 0) return 'complete'
  return lacking.every(({ property }) => cameLater(property)) ? 'older' : 'incomplete'
}
