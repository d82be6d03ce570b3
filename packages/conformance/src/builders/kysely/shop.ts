import type { Session } from '@holdfast/core'
import type { KyselyOptions } from '@holdfast/core/kysely'
import { IdentifierNode, OperationNodeTransformer, type Kysely, type SchemableIdentifierNode } from 'kysely'
import type { Context } from '../../context.ts'
import { makeShopTables, type ShopTables } from '../shop-tables.ts'
import type { KyselyAdapter } from './adapter.ts'

export interface Shop {
  customer: { id: number; name: string; notes: string | null }
  purchase: { id: number; customer: number; item: string }
}

export interface OpenShop {
  readonly tables: ShopTables
  /** Kysely over a session of the shop, by default the rule's own. */
  kysely(session?: Session, options?: KyselyOptions): Kysely<Shop>
}

/** Puts the tables of this rule in the place of their plain names: the database is shared. */
class Renaming extends OperationNodeTransformer {
  readonly #tables: ShopTables

  constructor(tables: ShopTables) {
    super()
    this.#tables = tables
  }

  protected override transformSchemableIdentifier(node: SchemableIdentifierNode): SchemableIdentifierNode {
    const { name } = node.identifier
    const isOurs = name === 'customer' || name === 'purchase'
    return isOurs ? { ...node, identifier: IdentifierNode.create(this.#tables[name]) } : node
  }
}

export const openShop = async (context: Context, { kysely }: KyselyAdapter): Promise<OpenShop> => {
  const tables = await makeShopTables(context)
  const renaming = new Renaming(tables)
  return {
    tables,
    kysely: (session = context.session, options = {}) =>
      kysely<Shop>(session, options).withPlugin({
        transformQuery: ({ node, queryId }) => renaming.transformNode(node, queryId),
        transformResult: ({ result }) => Promise.resolve(result),
      }),
  }
}

export const customers = async (k: Kysely<Shop>): Promise<string[]> =>
  (await k.selectFrom('customer').select('name').orderBy('name').execute()).map(({ name }) => name)
