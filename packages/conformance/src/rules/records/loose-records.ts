import type { AnyTable, Session } from '@holdfast/core'

export type LooseRow = Readonly<Record<string, unknown>>

/** Records of a table whose columns are known at run time only. */
export interface LooseRecords {
  insert(row: object): Promise<LooseRow>
  insertMany(rows: Iterable<object>): Promise<number>
  get(key: unknown, options?: object): Promise<LooseRow | undefined>
  find(where: object, options?: object): Promise<LooseRow | undefined>
  list(query?: object): Promise<readonly LooseRow[]>
  page(
    query?: object,
  ): Promise<{ readonly items: readonly LooseRow[]; readonly next?: string; readonly previous?: string }>
  offsetPage(query?: object): Promise<unknown>
  walk(query?: object): AsyncIterable<LooseRow>
  exists(where: object, options?: object): Promise<boolean>
  count(where?: object, options?: object): Promise<number>
  aggregate(query: object): Promise<LooseRow>
  group(query: object): Promise<readonly LooseRow[]>
  update(key: unknown, patch: object, options?: object): Promise<LooseRow | undefined>
  updateWhere(where: object, patch: object): Promise<number>
  upsert(row: object, options?: object): Promise<LooseRow>
  upsertMany(rows: Iterable<object>, options?: object): Promise<number>
  delete(key: unknown, options?: object): Promise<boolean>
  deleteWhere(where: object, options?: object): Promise<number>
  restore(key: unknown): Promise<LooseRow | undefined>
  purge(options?: object): Promise<number>
}

export const looseRecords = (session: Pick<Session, 'records'>, table: AnyTable): LooseRecords =>
  session.records(table) as never
