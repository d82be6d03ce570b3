import type { Dialect } from '../../../database/dialect.ts'
import type { Result, Statement } from '../../../database/statement.ts'
import { HoldfastError } from '../../../errors.ts'
import type { ReferenceChange } from '../../../migration/reference-change.ts'
import { columnSchemas } from '../../../tables/column-schemas.ts'
import {
  catalogueEntry,
  keptColumn,
  readCatalogue,
  writeCatalogue,
  type KeptColumn,
  type KeptReference,
} from './catalogue.ts'

/**
 * Writes down what a change of a table makes of the references that lead to it and from it: who removes a row goes by that, in whatever process. For the
 * transaction of the change. Throws `foreign-key` where a reference of another table would lead nowhere.
 */
export const followChange = async (
  execute: (one: Statement) => Promise<Result>,
  dialect: Dialect,
  change: ReferenceChange,
): Promise<void> => {
  const all = (await execute(readCatalogue(dialect))).rows.map(catalogueEntry)
  const touched = all.filter(({ child, parent }) => child === change.table || parent === change.table)
  if (touched.length === 0) return
  const children = new Set(touched.map(({ child }) => child))
  const after = all.filter(({ child }) => children.has(child)).flatMap((one) => changed(one, change))
  for (const child of new Set([...children, ...after.map((one) => one.child)])) {
    const own = after.filter((one) => one.child === child)
    for (const one of writeCatalogue(dialect, child, own)) await execute(one)
  }
}

const changed = (one: KeptReference, change: ReferenceChange): readonly KeptReference[] => {
  const isChild = one.child === change.table
  const isParent = one.parent === change.table
  switch (change.kind) {
    case 'rename-table':
      return [
        { ...one, ...(isChild ? { child: change.to } : {}), ...(isParent ? { parent: change.to } : {}) },
      ]
    case 'drop-table':
      if (isChild) return []
      if (isParent && change.isForced === true) return []
      if (isParent) throw leadsNowhere(one, `drop the table "${change.table}"`)
      return [one]
    case 'drop-column': {
      const holds = (list: readonly KeptColumn[]): boolean => list.some(({ name }) => name === change.column)
      if (isChild && holds(one.columns)) return []
      if (isParent && holds(one.target))
        throw leadsNowhere(one, `drop the column "${change.column}" of "${change.table}"`)
      return [one]
    }
    case 'rename-column':
    case 'retype-column': {
      const next = (list: readonly KeptColumn[], isOwn: boolean): readonly KeptColumn[] =>
        isOwn ? list.map((column) => (column.name === change.column ? edited(column, change) : column)) : list
      const { columns, target, key } = one
      return [
        { ...one, columns: next(columns, isChild), target: next(target, isParent), key: next(key, isChild) },
      ]
    }
  }
}

const edited = (
  column: KeptColumn,
  change: Extract<ReferenceChange, { kind: 'rename-column' | 'retype-column' }>,
): KeptColumn => {
  if (change.kind === 'rename-column') return { ...column, name: change.to }
  const [schema] = columnSchemas({ [column.name]: change.type.named(column.name) }, 'change a column')
  return keptColumn(schema!)
}

const leadsNowhere = ({ child }: KeptReference, action: string): HoldfastError =>
  new HoldfastError(
    'foreign-key',
    `Cannot ${action}: rows of "${child}" refer to it; drop that table or its reference first`,
    { table: child },
  )
