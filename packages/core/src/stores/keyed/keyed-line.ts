import type { AppendOnly, Dialect, TableDefinition } from '../../database/dialect.ts'
import { line, type Line } from '../../migration/own/line.ts'
import { ownTable, type OwnStep } from '../../migration/own/own-step.ts'

/** How a dialect's engine finds rows by key. */
export type Keying = Pick<Dialect, 'keyColumns'>

/** Within one store: `ns` and `name` come before these columns. */
export interface KeyedIndex {
  readonly name: string
  readonly columns: readonly string[]
  /** Leave out rows where this column is null. */
  readonly notNull?: string
}

/** Makes a table whose rows are found by key (see `KeySpace`), with these columns beside it. */
export const keyedTable = (
  { keyColumns }: Keying,
  name: string,
  columns: TableDefinition['columns'],
  indexes: readonly KeyedIndex[] = [],
  appendOnly?: AppendOnly,
): OwnStep => {
  const keys = keyColumns === 'folded' ? ['id'] : ['ns', 'name', 'key']
  return ownTable({
    name,
    columns: [...keys.map((key) => ({ name: key, type: 'text' as const })), ...columns],
    primaryKey: keys,
    ...(appendOnly === undefined ? {} : { appendOnly }),
    // Where the key is folded the engine looks nothing else up by index.
    indexes:
      keyColumns === 'folded'
        ? []
        : indexes.map((index) => ({ ...index, columns: ['ns', 'name', ...index.columns] })),
  })
}

/** The line of a store that began with these tables. */
export const storeLine = (store: string, ...tables: readonly OwnStep[]): Line =>
  line(store, [{ version: 1, name: store, up: tables }])
