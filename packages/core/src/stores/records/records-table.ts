import type { Capabilities, Limits } from '../../contracts/capabilities.ts'
import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Executor } from '../../database/executor.ts'
import { allOf, not, type Predicate } from '../../door/predicate.ts'
import type { RecordKey } from '../../door/record-key.ts'
import { requireColumn } from '../../door/table.ts'
import { tenantOf } from '../../door/tenancy.ts'

/** What a backend tells the store of records. */
export interface RecordsParts {
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly cursorSecret: string | undefined
}

/** One table as one session sees it: what every operation on its rows starts from. */
export class RecordsTable {
  readonly executor: Executor
  readonly schema: TableSchema
  readonly parts: RecordsParts
  /** The tenant that every statement is bound to. */
  readonly tenant: string | undefined
  /** Qualified and quoted. */
  readonly name: string
  readonly key: readonly ColumnSchema[]

  constructor(executor: Executor, schema: TableSchema, parts: RecordsParts, action: string) {
    this.executor = executor
    this.schema = schema
    this.parts = parts
    this.name = executor.dialect.table(schema.name)
    this.key = schema.primaryKey.map((property) => requireColumn(schema, property, action))
    const tenancy =
      executor.ns === ''
        ? { kind: executor.isSystem ? ('system' as const) : ('none' as const) }
        : { kind: 'tenant' as const, id: executor.ns }
    this.tenant = tenantOf(schema, tenancy, action)
  }

  get dialect(): Dialect {
    return this.executor.dialect
  }

  /** The same table inside a transaction of this session. */
  inside(executor: Executor): RecordsTable {
    return executor === this.executor
      ? this
      : new RecordsTable(executor, this.schema, this.parts, 'use a table')
  }

  /** Another table for the same session. */
  other(schema: TableSchema, action: string): RecordsTable {
    return new RecordsTable(this.executor, schema, this.parts, action)
  }

  column(property: string): ColumnSchema {
    return requireColumn(this.schema, property, 'use a table')
  }

  /** The rows that the session may see of those that match: its tenant's, and active or deleted ones. */
  scoped(where: Predicate, visibility: Visibility = 'active'): Predicate {
    const { tenant, deletedAt } = this.schema
    const of: Predicate[] = []
    if (tenant !== undefined && this.tenant !== undefined) {
      of.push({ op: 'compare', column: this.column(tenant), test: 'eq', value: this.tenant })
    }
    of.push(where)
    if (deletedAt !== undefined && visibility !== 'all') {
      const isActive: Predicate = { op: 'null', column: this.column(deletedAt) }
      of.push(visibility === 'active' ? isActive : not(isActive))
    }
    // A table without soft delete has no deleted rows.
    if (deletedAt === undefined && visibility === 'deleted') of.push({ op: 'or', of: [] })
    return allOf(of)
  }

  /** The row of a key. The tenant is a part of the key, so `scoped` adds it once more at most. */
  keyed({ columns, values }: RecordKey): Predicate {
    return allOf(
      columns.flatMap((column, index): Predicate[] =>
        column.property === this.schema.tenant && this.tenant !== undefined
          ? []
          : [{ op: 'compare', column, test: 'eq', value: values[index]! }],
      ),
    )
  }

  summary(kind: string): string {
    return `${kind} ${this.schema.name}`
  }
}

/** Runs `body` so that all its reads see one moment: in the caller's transaction, or in one of its own. */
export const inSnapshot = <R>(table: RecordsTable, body: (inside: RecordsTable) => Promise<R>): Promise<R> =>
  table.executor.isTransaction
    ? body(table)
    : table.executor.transaction((inner) => body(table.inside(inner)), { readOnly: true })

/** Runs `body` so that all its writes commit together: in the caller's transaction, or in one of its own. */
export const together = <R>(
  table: RecordsTable,
  signal: AbortSignal | undefined,
  body: (inside: RecordsTable) => Promise<R>,
  timeout?: number,
): Promise<R> =>
  table.executor.isTransaction
    ? body(table)
    : table.executor.transaction((inner) => body(table.inside(inner)), {
        isolation: 'read-committed',
        ...(signal === undefined ? {} : { signal }),
        ...(timeout === undefined ? {} : { timeout, retries: 0 }),
      })
