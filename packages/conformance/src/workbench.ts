import {
  sql,
  statement,
  type Ask,
  type Bound,
  type Connection,
  type Dialect,
  type Driver,
  type SqlBackend,
} from '@holdfast/core'
import type { Context } from './context.ts'
import { asked } from './migrations/asked.ts'

/** A connection of a driver of its own on the shared place, with nothing of core between. It is freed after the rule. */
export interface Workbench {
  readonly dialect: Dialect
  readonly driver: Driver
  readonly connection: Connection
  readonly ask: Ask
  run(text: string, values?: readonly Bound[]): Promise<void>
  /** Makes a table of the portable types, by names of columns, and removes it after the rule. */
  table(columns: Readonly<Record<string, Parameters<Dialect['columnType']>[0]['kind']>>): Promise<string>
}

/** Undefined for a backend without a driver. One without SQL says so. */
export const openWorkbench = async (context: Context): Promise<Workbench | undefined> => {
  const { definition } = (await context.suite.place.backend()) as Partial<SqlBackend>
  if (definition === undefined) {
    await context.session.all(sql`select 1`)
    return undefined
  }
  const { dialect } = definition
  const driver = await definition.open({
    random: (bytes) => new Uint8Array(bytes),
    requires: [],
    schema: 'off',
    stores: [],
    slowStatement: 1_000,
  })
  context.after(() => driver.close())
  const connection = await driver.acquire('exclusive', { deadline: performance.now() + 10_000 })
  context.after(async () => {
    if (connection.inTransaction) await connection.execute(statement('ROLLBACK'))
    await connection.release()
  })
  const { ask } = asked(driver, connection)
  const run = async (text: string, values: readonly Bound[] = []): Promise<void> => {
    await ask(statement(text, values))
  }
  return {
    dialect,
    driver,
    connection,
    ask,
    run,
    table: async (columns) => {
      const name = context.name()
      const list = Object.entries(columns).map(
        ([column, kind]) => `${dialect.quote(column)} ${dialect.columnType({ kind }).ddl}`,
      )
      await run(`create table ${dialect.table(name)} (${list.join(', ')})`)
      context.after(async () => {
        if (connection.inTransaction) await connection.execute(statement('ROLLBACK'))
        await run(`drop table if exists ${dialect.table(name)}`)
      })
      return name
    },
  }
}
