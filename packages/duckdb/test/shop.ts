import { sql, type Database } from '@holdfast/core'
import type { Generated } from 'kysely'
import { opened } from './opened.ts'

/** What the application's own tables hold, in Kysely's words. */
export interface Shop {
  customer: { id: Generated<number>; name: string; notes: string | null }
  purchase: { id: Generated<number>; customer: number; item: string }
}

/** A database with tables that were there before any builder. */
export const openShop = async (): Promise<Database> => {
  const db = await opened()
  await db.run(sql`create sequence ids`)
  await db.run(sql`
    create table customer (id bigint primary key default nextval('ids'), name text not null unique, notes text)`)
  await db.run(sql`
    create table purchase (id bigint primary key default nextval('ids'),
      customer bigint not null references customer, item text not null)`)
  return db
}
