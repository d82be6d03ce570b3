import type { Column } from '../contracts/column.ts'
import { checkOptions } from '../door/options.ts'
import { kept } from './column.ts'

type Stamp = Column<Date, 'stamped'>

/**
 * When a row was made and last changed, kept by the library: `...timestamps()`, or with other names `...timestamps({ created: 'madeAt' })`.
 * A new row may bring its own, as an import does.
 */
export const timestamps = <
  const C extends string = 'createdAt',
  const U extends string = 'updatedAt',
>(names?: {
  readonly created?: C
  readonly updated?: U
}): { readonly [P in C | U]: Stamp } => {
  checkOptions(names, ['created', 'updated'], 'define timestamps')
  return {
    [names?.created ?? 'createdAt']: kept('timestamp', 'created'),
    [names?.updated ?? 'updatedAt']: kept('timestamp', 'updated'),
  } as { readonly [P in C | U]: Stamp }
}

/**
 * Deleting a row only marks it: `...softDelete()`, or with other names `...softDelete({ at: 'deactivatedAt', by: 'deactivatedBy' })`. Reads
 * leave deleted rows out unless they ask for them, and deleted rows do not keep a unique value taken. `restore` and `purge` are for them.
 */
export const softDelete = <
  const A extends string = 'deletedAt',
  const B extends string = 'deletedBy',
>(names?: {
  readonly at?: A
  readonly by?: B
}): { readonly [P in A]: Column<Date | null, 'kept'> } & {
  readonly [P in B]: Column<string | null, 'kept'>
} => {
  checkOptions(names, ['at', 'by'], 'define a soft delete')
  return {
    [names?.at ?? 'deletedAt']: kept('timestamp', 'deleted-at', true),
    [names?.by ?? 'deletedBy']: kept('text', 'deleted-by', true),
  } as ReturnType<typeof softDelete<A, B>>
}

/** A stamp that changes with every change of the row and is never used again: pass it as `ifVersion` to change only what was read. */
export const version = (): Column<string, 'kept'> => kept('text', 'version')

/**
 * The tenant that a row belongs to. The table can then be used through `db.tenant(id)` alone, whose every read and write is bound to
 * that tenant, or through `db.system()`, which sees all. It leads the primary key, unique constraints and references to other such tables.
 */
export const tenant = (): Column<string, 'tenant'> => kept('text', 'tenant')
