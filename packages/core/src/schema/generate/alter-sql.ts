import type { PartChange, SchemaChange } from '../../contracts/schema-change.ts'
import type { Dialect } from '../../database/dialect.ts'
import { checkDdl, foreignKeyDdl, indexDdl, otherDdl, uniqueDdl } from './table-ddl.ts'

type ColumnChange = Extract<
  SchemaChange,
  { kind: 'drop-column' | 'rename-column' | 'change-column' | 'change-primary-key' | 'change-option' }
>

/** The statements for what a dialect says it can alter. */
export const columnSql = (change: ColumnChange, dialect: Dialect): readonly string[] | undefined => {
  const table = `alter table ${dialect.table(change.table)}`
  const { quote, catalog } = dialect
  switch (change.kind) {
    case 'drop-column':
      return [`${table} drop column ${quote(change.column.name)}`]
    case 'rename-column':
      return [`${table} rename column ${quote(change.column)} to ${quote(change.to)}`]
    case 'change-option': {
      const text = catalog.changes.optionText(dialect.table(change.table), change.option, change.after)
      return text === undefined ? undefined : [text]
    }
    case 'change-primary-key': {
      const drop = change.name === undefined ? [] : [`${table} drop constraint ${quote(change.name)}`]
      const add =
        change.after.length === 0 ? [] : [`${table} add primary key (${change.after.map(quote).join(', ')})`]
      return [...drop, ...add]
    }
    case 'change-column':
      return aspectSql(`${table} alter column ${quote(change.column)}`, change, dialect)
  }
}

const aspectSql = (
  alter: string,
  { aspect, before, after }: Extract<SchemaChange, { kind: 'change-column' }>,
  { quote, catalog }: Dialect,
): readonly string[] | undefined => {
  switch (aspect) {
    case 'type':
    case 'collation': {
      const collation = after.collation === undefined ? '' : ` collate ${quote(after.collation)}`
      const cast = catalog.changes.castText(quote(after.name), before, after)
      const retype = `${alter} type ${after.type}${collation}${cast === undefined ? '' : ` using ${cast}`}`
      if (before.default === undefined) return [retype]
      // The old default may not be a value of the new type. Another one is a change of its own.
      const isKept = before.default === after.default
      return [`${alter} drop default`, retype, ...(isKept ? [setDefault(alter, after.default, catalog)] : [])]
    }
    case 'nullable':
      return [`${alter} ${after.nullable ? 'drop' : 'set'} not null`]
    case 'default':
      return [
        after.default === undefined ? `${alter} drop default` : setDefault(alter, after.default, catalog),
      ]
    case 'identity':
      return [
        after.identity === undefined
          ? `${alter} drop identity`
          : `${alter} add generated ${after.identity === 'always' ? 'always' : 'by default'} as identity`,
      ]
    case 'generated':
      return after.generated === undefined ? [`${alter} drop expression`] : undefined
  }
}

const setDefault = (alter: string, expression: string, { changes }: Dialect['catalog']): string =>
  `${alter} set default ${changes.defaultText(expression)}`

export const partSql = (change: PartChange, dialect: Dialect): readonly string[] | undefined => {
  const { quote, catalog } = dialect
  const table = dialect.table(change.table)
  if (change.kind === 'drop-part') {
    if (change.of === 'index') return [`drop index ${dialect.table(change.part.name)}`]
    const { name } = change.part
    if (name === undefined) return undefined
    if (change.of === 'other' && change.part.definition.startsWith('policy '))
      return [`drop policy ${quote(name)} on ${table}`]
    return [`alter table ${table} drop constraint ${quote(name)}`]
  }
  switch (change.of) {
    case 'index':
      return [indexDdl(change.table, change.part, dialect)]
    case 'unique': {
      const { name, columns } = change.part
      if (catalog.changes.laterUnique === 'constraint')
        return [`alter table ${table} add ${uniqueDdl(change.part, dialect)}`]
      const keys = columns.map((column) => ({ column }))
      const index = { name: name ?? [change.table, ...columns, 'unique'].join('_'), keys, unique: true }
      return [indexDdl(change.table, { ...index, isValid: true }, dialect)]
    }
    case 'check':
      return [`alter table ${table} add ${checkDdl(change.part, dialect)}`]
    case 'foreign-key':
      return [`alter table ${table} add ${foreignKeyDdl(change.part, dialect)}`]
    case 'other':
      return [otherDdl(change.table, change.part, dialect)]
  }
}
