import type { Session } from '@holdfast/core'
import type { DrizzleOptions } from '@holdfast/core/drizzle'
import type { Column, Table } from 'drizzle-orm'
import type { ShopTables } from '../shop-tables.ts'

/** A backend's adapter of Drizzle, its tables in the words of the engine's family, and what cannot be through it. */
export interface DrizzleAdapter {
  /** Drizzle over a session, as the backend exports it. */
  readonly drizzle: (session: Session, options?: DrizzleOptions<Record<string, unknown>>) => object
  /** Declares two tables, which exist under these names. */
  readonly tables: (names: ShopTables) => DrizzleShop
  /** The method of this family that gives the rows of plain SQL as objects. */
  readonly plain: 'all' | 'execute'
  /** Drizzle's `migrate` for this family's proxy. */
  readonly migrate: (
    database: never,
    run: (statements: string[]) => Promise<void>,
    config: { migrationsFolder: string },
  ) => Promise<void>
  /** What cannot be, each with the reason, which the report shows; the rule is then that it fails. */
  readonly cannot?: {
    /** `db.query`. */
    readonly 'relational-queries'?: string
    /** `migrate`. */
    readonly migrations?: string
  }
}

/** The properties that the rules use; each column has the name of its property. */
export interface DrizzleShop {
  /** `id`: a 64-bit whole number that is read as `number`, the primary key. `name`: text, never null. `notes`: text. */
  readonly customer: Table & { readonly id: Column; readonly name: Column; readonly notes: Column }
  /** `id` and `customer`: 64-bit whole numbers that are read as `number`, never null. `item`: text, never null. */
  readonly purchase: Table & { readonly id: Column; readonly customer: Column; readonly item: Column }
}
