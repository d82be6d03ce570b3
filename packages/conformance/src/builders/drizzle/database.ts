import type { Column, SQL, Table } from 'drizzle-orm'

type Fields = Readonly<Record<string, Column | SQL>>
type Values = Readonly<Record<string, unknown>>

interface Changed extends PromiseLike<unknown> {
  returning(fields?: Fields): PromiseLike<unknown[]>
}

interface Selected extends PromiseLike<unknown[]> {
  where(condition: SQL): Selected
  orderBy(column: Column): Selected
  innerJoin(table: Table, on: SQL): Selected
  leftJoin(table: Table, on: SQL): Selected
  prepare(name: string): { execute(values: Values): PromiseLike<unknown[]> }
}

interface Inserted extends Changed {
  onConflictDoUpdate(conflict: { readonly target: Column; readonly set: Values }): PromiseLike<unknown>
}

interface Relational {
  findMany(config?: object): PromiseLike<unknown[]>
  findFirst(config?: object): PromiseLike<unknown>
}

/** What the rules use of Drizzle's databases: each family has a class of its own, and they are alike only in this. */
export interface DrizzleDatabase {
  select(fields?: Fields): { from(table: Table | SQL): Selected }
  insert(table: Table): { values(rows: Values | readonly Values[]): Inserted }
  update(table: Table): { set(values: Values): { where(condition: SQL): PromiseLike<unknown> } }
  delete(table: Table): { where(condition: SQL): Changed }
  $count(table: Table, condition: SQL): PromiseLike<number>
  all(query: SQL): PromiseLike<unknown[]>
  execute(query: SQL): PromiseLike<unknown[]>
  transaction<R>(body: (tx: DrizzleTransaction) => Promise<R>): Promise<R>
  readonly query: { readonly customer: Relational }
}

export interface DrizzleTransaction extends DrizzleDatabase {
  rollback(): never
}
