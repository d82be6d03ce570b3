import type { Session } from '@holdfast/core'
import type { DrizzleOptions } from '@holdfast/core/drizzle'
import type { Context } from '../../context.ts'
import { makeShopTables, type ShopTables } from '../shop-tables.ts'
import type { DrizzleAdapter, DrizzleShop } from './adapter.ts'
import type { DrizzleDatabase } from './database.ts'

export interface OpenShop extends DrizzleShop {
  readonly names: ShopTables
  /** Drizzle over a session, by default the rule's own. */
  drizzle(session?: Session, options?: DrizzleOptions<Record<string, unknown>>): DrizzleDatabase
  customers(database: DrizzleDatabase): Promise<unknown[]>
}

export const openShop = async (context: Context, adapter: DrizzleAdapter): Promise<OpenShop> => {
  const names = await makeShopTables(context)
  const tables = adapter.tables(names)
  const { name } = tables.customer
  return {
    ...tables,
    names,
    drizzle: (session = context.session, options = {}) =>
      adapter.drizzle(session, options) as DrizzleDatabase,
    customers: async (database) => {
      const rows = await database.select({ name }).from(tables.customer).orderBy(name)
      return rows.map((row) => (row as { readonly name: string }).name)
    },
  }
}
