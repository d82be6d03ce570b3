import type { Dialect, TableDefinition } from '../../database/dialect.ts'

/** A table whose rows are found by key (see `KeySpace`), with these columns beside it. */
export const keyedDefinition = (
  { keyColumns }: Pick<Dialect, 'keyColumns'>,
  name: string,
  columns: TableDefinition['columns'],
  indexes: readonly {
    readonly name: string
    readonly columns: readonly string[]
    readonly notNull?: string
  }[] = [],
): TableDefinition => {
  const keys = keyColumns === 'folded' ? ['id'] : ['ns', 'name', 'key']
  return {
    name,
    columns: [...keys.map((key) => ({ name: key, type: 'text' as const })), ...columns],
    primaryKey: keys,
    // Within one store. Where the key is folded the engine looks nothing else up by index.
    indexes:
      keyColumns === 'folded'
        ? []
        : indexes.map((index) => ({ ...index, columns: ['ns', 'name', ...index.columns] })),
  }
}
