import type { ObjectChange } from '../../contracts/schema-change.ts'
import type { TypeModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'

/** Some engines keep the whole statement of a view, others the query alone. */
const isStatement = (sql: string): boolean => /^\s*create\b/i.test(sql)

const withoutEnd = (sql: string): string => sql.trim().replace(/;$/, '')

/** The statement for what stands beside tables; undefined for a function, of which only the name is known. */
export const objectSql = (change: ObjectChange, dialect: Dialect): readonly string[] | undefined => {
  const { of, object } = change
  const name = dialect.table(object.name)
  if (of === 'function') return undefined
  const isMaterialized = of === 'view' && object.materialized === true
  const word = isMaterialized ? 'materialized view' : of
  if (change.kind === 'drop-object') {
    if (of !== 'trigger') return [`drop ${word} ${name}`]
    return [dialect.catalog.changes.dropTrigger(object.name, dialect.table(object.table))]
  }
  switch (of) {
    case 'view':
      return [
        isStatement(object.sql)
          ? withoutEnd(object.sql)
          : `create ${word} ${name} as\n${withoutEnd(object.sql)}`,
      ]
    case 'trigger':
      return [...(object.needs ?? []), withoutEnd(object.sql)]
    case 'sequence':
      return [`create sequence ${name} ${object.definition}`]
    case 'type':
      return typeSql(object, name)
  }
}

const typeSql = (
  { kind, values = [], definition = '' }: TypeModel,
  name: string,
): readonly string[] | undefined => {
  switch (kind) {
    case 'enum':
      return [
        `create type ${name} as enum (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
      ]
    case 'domain':
      return [`create domain ${name} as ${definition}`]
    case 'composite':
      return [`create type ${name} as (${definition})`]
    case 'other':
      return undefined
  }
}
