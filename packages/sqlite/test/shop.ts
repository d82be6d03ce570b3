import { open, sql, type Database } from '@holdfast/core'
import type { Generated } from 'kysely'
import { sqlite } from '../src/index.ts'
import { afterwards, scratchFile } from './scratch.ts'

/** What the application's own tables hold, in Kysely's words. */
export interface Shop {
  customer: { id: Generated<number>; name: string; notes: string | null }
  purchase: { id: Generated<number>; customer: number; item: string }
}

/** A database with tables that were there before any builder. */
export const openShop = async (): Promise<Database> => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  await db.run(
    sql`create table customer (id integer primary key, name text not null unique, notes text) strict`,
  )
  await db.run(sql`
    create table purchase (id integer primary key, customer integer not null references customer, item text not null) strict`)
  return db
}
