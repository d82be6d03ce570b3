import type { StoredColumn } from '@holdfast/core'

/** What a table is beside its columns; it is told with each of them. */
export interface TableMarks {
  readonly isStrict: boolean
  /** Its numbers are never given again. */
  readonly isCounted: boolean
  /** The name under which the number of a row can be read and written, where no column is it. */
  readonly rowid: string | undefined
}

/** An expression for the marks of the table `?1`. A virtual table has none. */
export const marks: string =
  `(select iif(l.strict, 'strict ', '') || iif(l.wr or p.pks = 1 and p.integers = 1, '', 'rowid ') || iif(s.sql like '%autoincrement%', 'counted', '') ` +
  `from pragma_table_list(?1) l, sqlite_schema s, (select sum(pk > 0) as pks, sum(pk > 0 and type = 'INTEGER' collate nocase) as integers from pragma_table_info(?1)) p ` +
  `where l.schema = 'main' and l.type = 'table' and s.type = 'table' and s.name = l.name)`

export const marksOf = (columns: readonly StoredColumn[]): TableMarks => {
  const words = new Set((columns[0]?.mark ?? '').split(' '))
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  return {
    isStrict: words.has('strict'),
    isCounted: words.has('counted'),
    rowid: words.has('rowid') ? ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) : undefined,
  }
}
