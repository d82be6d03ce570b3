import type { Context } from '../context.ts'

/** The tables of an application, made in plain SQL before any builder is there. */
export interface ShopTables {
  readonly customer: string
  readonly purchase: string
}

export const makeShopTables = async (context: Context): Promise<ShopTables> => ({
  customer: await context.table('id bigint primary key, name varchar(99) not null unique, notes varchar(99)'),
  purchase: await context.table('id bigint primary key, customer bigint not null, item varchar(99) not null'),
})
