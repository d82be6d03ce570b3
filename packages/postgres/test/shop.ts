import { open, sql, type Database } from '@holdfast/core'
import type { Generated } from 'kysely'
import { onTestFinished } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

/** What the application's own tables hold, in Kysely's words. */
export interface Shop {
  customer: { id: Generated<number>; name: string; notes: string | null }
  purchase: { id: Generated<number>; customer: number; item: string }
}

/** A database with tables that were there before any builder. */
export const openShop = async (): Promise<Database> => {
  const db = await openUrl(await freshDatabase())
  await db.run(sql`create table customer (id bigserial primary key, name text not null unique, notes text)`)
  await db.run(sql`
    create table purchase (id bigserial primary key, customer bigint not null references customer
      deferrable initially deferred, item text not null)`)
  return db
}

const urls = new WeakMap<Database, string>()

const openUrl = async (url: string): Promise<Database> => {
  const db = await open(postgres(url))
  onTestFinished(() => db.close())
  urls.set(db, url)
  return db
}

/** The same database with a pool of its own, as another host has it. */
export const openAgain = (db: Database): Promise<Database> => openUrl(urls.get(db)!)
