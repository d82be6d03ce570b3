import type { LintData } from '../../contracts/hazard.ts'
import type { ForeignKeyModel, SchemaModel, TableModel } from '../../contracts/schema-model.ts'
import type { ColumnName, ObjectName } from '../../contracts/statement-facts.ts'
import { betweenSavepoints, type Ask, type Attempt } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { auditTypeChange } from '../proof/audit-type-change.ts'
import { isOfText } from '../proof/is-of-text.ts'

export interface LintDatabase {
  /** Of the engine. */
  readonly version: string
  readonly schema: SchemaModel
  readonly dialect: Dialect
  readonly ask: Ask
  /** For the engines whose transactions end at a value that cannot be cast; left out: between savepoints. */
  readonly attempt?: Attempt
  /** Without them what a text itself says is not tried: its failure would end the transaction. Default true. */
  readonly hasSavepoints?: boolean
}

const equal = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * The database as the rules ask it, inside a transaction. What is not in the schema is never asked for: an earlier migration may be about to
 * make it.
 */
export const lintDataOf = ({
  version,
  schema,
  dialect,
  ask: send,
  attempt = betweenSavepoints(send),
  hasSavepoints = true,
}: LintDatabase): LintData => {
  const quote = (name: string): string => dialect.quote(name)
  const count = async (query: string): Promise<number> => Number((await send(statement(query)))[0]?.[0] ?? 0)
  const table = (name: ObjectName): TableModel | undefined =>
    schema.tables.find((each) => each.name === name.name) ??
    schema.tables.find((each) => equal(each.name, name.name))
  const nameIn = (owner: TableModel, column: ColumnName): string | undefined =>
    (
      owner.columns.find(({ name }) => name === column.name) ??
      owner.columns.find(({ name }) => equal(name, column.name))
    )?.name
  /** Asks with the columns in quotes, if the table has them all. */
  const ask = async (
    name: ObjectName,
    columns: readonly ColumnName[],
    query: (table: string, columns: readonly string[]) => string,
  ): Promise<number> => {
    const owner = table(name)
    const names = owner && columns.map((column) => nameIn(owner, column))
    if (names === undefined || !names.every((each) => each !== undefined)) return 0
    return count(query(name.written, names.map(quote)))
  }
  return {
    version,
    schema,
    table,
    referencing: (name) => referencing(schema, table(name)),
    rows: (name) => ask(name, [], (from) => `select count(*) from ${from}`),
    filled: (name, column) => ask(name, [column], (from, [value]) => `select count(${value}) from ${from}`),
    nulls: (name, column) =>
      ask(name, [column], (from, [value]) => `select count(*) from ${from} where ${value} is null`),
    duplicates: (name, columns) =>
      ask(name, columns, (from, values) => {
        const filled = values.map((value) => `${value} is not null`).join(' and ')
        const groups = `select 1 from ${from} where ${filled} group by ${values.join(', ')} having count(*) > 1`
        return `select count(*) from (${groups}) as repeated`
      }),
    failing: async (name, condition) => {
      if (!hasSavepoints || table(name) === undefined) return 0
      const query = statement(`select count(*) from ${name.written} where not (${condition})`)
      try {
        return await attempt(async (inner) => Number((await inner(query))[0]?.[0] ?? 0))
      } catch (error) {
        if (isOfText(error)) return 0
        throw error
      }
    },
    orphans: async (name, columns, target, referenced) => {
      const owner = table(target)
      if (owner === undefined) return 0
      const keys =
        referenced.length > 0 ? referenced.map((column) => nameIn(owner, column) ?? '') : owner.primaryKey
      if (keys.length !== columns.length || keys.includes('')) return 0
      return ask(name, columns, (from, values) => {
        const filled = values.map((value) => `child.${value} is not null`)
        const same = values.map((value, index) => `parent.${quote(keys[index] as string)} = child.${value}`)
        const found = `select 1 from ${target.written} as parent where ${same.join(' and ')}`
        return `select count(*) from ${from} as child where ${filled.join(' and ')} and not exists (${found})`
      })
    },
    changed: async (name, column, type, using) => {
      const owner = table(name)
      const before = owner?.columns.find((each) => each.name === nameIn(owner, column))
      if (owner === undefined || before === undefined || before.type === '') return 0
      const key = owner.primaryKey.length > 0 ? owner.primaryKey : [before.name]
      const change = {
        table: owner.name,
        column: before.name,
        from: before.type,
        to: type,
        using,
        key,
        samples: 0,
      }
      const { lost, outOfRange } = await auditTypeChange(send, dialect, change, attempt)
      return lost + outOfRange
    },
  }
}

const referencing = (
  { tables }: SchemaModel,
  target: TableModel | undefined,
): readonly { readonly table: TableModel; readonly foreignKey: ForeignKeyModel }[] =>
  target === undefined
    ? []
    : tables.flatMap((table) =>
        table.foreignKeys
          .filter((foreignKey) => equal(foreignKey.table, target.name))
          .map((foreignKey) => ({ table, foreignKey })),
      )
