import type { Capabilities } from '../../../contracts/capabilities.ts'
import type { Dialect } from '../../../database/dialect.ts'
import type { Result, Statement } from '../../../database/statement.ts'
import { HoldfastError } from '../../../errors.ts'
import type { ReferenceChange } from '../../../migration/reference-change.ts'
import { columnSchemas } from '../../../tables/column-schemas.ts'
import {
  catalogueEntry,
  catalogueTable,
  keptColumn,
  keptReferences,
  readCatalogue,
  writeCatalogue,
  type KeptColumn,
  type KeptReference,
} from './catalogue.ts'

interface Engine {
  readonly dialect: Dialect
  readonly capabilities: Pick<Capabilities, 'foreignKeys'>
}

/**
 * Writes down what a change of a table makes of the references that lead to it and from it: who removes a row goes by that, in whatever process. For the
 * transaction of the change. Throws `foreign-key` where a reference of another table would lead nowhere, and
 * `migration` where one is to be dropped that is not there.
 */
export const followChange = async (
  execute: (one: Statement) => Promise<Result>,
  { dialect, capabilities }: Engine,
  change: ReferenceChange,
): Promise<void> => {
  // Where nobody has made it nothing is kept. A read that fails would end the transaction.
  const isThere = (await execute(dialect.tables.columnsOf(catalogueTable))).rows.length > 0
  const all = isThere ? (await execute(readCatalogue(dialect))).rows.map(catalogueEntry) : []
  if (change.kind === 'add-reference' || change.kind === 'drop-reference') {
    const own = all.filter(({ child }) => child === change.table)
    const after =
      change.kind === 'add-reference' ? withOne(own, change, capabilities) : withoutOne(own, change)
    if (own.length + after.length === 0) return
    for (const one of writeCatalogue(dialect, change.table, after)) await execute(one)
    return
  }
  const touched = all.filter(({ child, parent }) => child === change.table || parent === change.table)
  if (touched.length === 0) return
  const children = new Set(touched.map(({ child }) => child))
  const after = all.filter(({ child }) => children.has(child)).flatMap((one) => changed(one, change))
  for (const child of new Set([...children, ...after.map((one) => one.child)])) {
    const own = after.filter((one) => one.child === child)
    for (const one of writeCatalogue(dialect, child, own)) await execute(one)
  }
}

type Change<K extends ReferenceChange['kind']> = Extract<ReferenceChange, { readonly kind: K }>

const withOne = (
  own: readonly KeptReference[],
  { schema, name }: Change<'add-reference'>,
  capabilities: Engine['capabilities'],
): readonly KeptReference[] => [
  ...own.filter((one) => one.name !== name),
  ...keptReferences(schema, capabilities).filter((one) => one.name === name),
]

const withoutOne = (
  own: readonly KeptReference[],
  { table, reference: { name, columns }, isRequired }: Change<'drop-reference'>,
): readonly KeptReference[] => {
  const isMeant = (one: KeptReference): boolean =>
    name === undefined
      ? columns !== undefined && one.columns.map((column) => column.name).join('\n') === columns.join('\n')
      : one.name === name
  const left = own.filter((one) => !isMeant(one))
  if (left.length < own.length || !isRequired) return left
  throw new HoldfastError(
    'migration',
    `Cannot drop the reference ${name === undefined ? `(${columns?.join(', ') ?? ''})` : `"${name}"`} of "${table}": there is none`,
  )
}

const changed = (
  one: KeptReference,
  change: Exclude<ReferenceChange, Change<'add-reference' | 'drop-reference'>>,
): readonly KeptReference[] => {
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
