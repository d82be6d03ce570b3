import type { OwnerOf, RowOf, TableColumn, TargetOf } from './column.ts'

/** Rows that refer to this one. Made by `many(column)`. */
export interface Many<C = TableColumn> {
  readonly many: C
}

/** Joined rows by name. They are active ones, whatever `include` says of the rows themselves. */
export type Includes = Readonly<Record<string, TableColumn | Many>>

/** What `with` adds: the row referred to, or `null` when there is none that is active; with `many`, an array ordered by primary key. */
export type Included<W extends Includes> = {
  readonly [N in keyof W]: W[N] extends Many<infer C>
    ? readonly RowOf<OwnerOf<C>>[]
    : RowOf<OwnerOf<TargetOf<W[N]>>> | null
}
