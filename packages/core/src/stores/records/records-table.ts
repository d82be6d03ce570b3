import type { Capabilities, Limits } from '../../contracts/capabilities.ts'
import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Executor } from '../../database/executor.ts'
import { allOf, not, type Predicate } from '../../door/predicate.ts'
import type { RecordKey } from '../../door/record-key.ts'
import { requireColumn } from '../../door/table.ts'
import type { TableUse } from '../../door/table-use.ts'

/** What a backend tells the store of records. */
export interface RecordsParts {
  readonly capabilities: Capabilities
  readonly limits: Limits
}

/** One table as one session sees it: what every operation on its rows starts from. */
export class RecordsTable {
  readonly executor: Executor
  readonly use: TableUse
  readonly parts: RecordsParts
  /** Qualified and quoted. */
  readonly name: string
  readonly key: readonly ColumnSchema[]

  constructor(executor: Executor, use: TableUse, parts: RecordsParts) {
    this.executor = executor
    this.use = use
    this.parts = parts
    this.name = executor.dialect.table(use.schema.name)
    this.key = use.schema.primaryKey.map((property) => this.column(property))
  }

  get schema(): TableSchema {
    return this.use.schema
  }

  /** The tenant that every statement is bound to. */
  get tenant(): string | undefined {
    return this.use.tenant
  }

  get dialect(): Dialect {
    return this.executor.dialect
  }

  /** The same table inside a transaction of this session. */
  inside(executor: Executor): RecordsTable {
    if (executor === this.executor) return this
    return new RecordsTable(executor, { ...this.use, inTransaction: true }, this.parts)
  }

  /** Another table for the same session. */
  other(schema: TableSchema, tenant: string | undefined): RecordsTable {
    return new RecordsTable(this.executor, { ...this.use, schema, tenant }, this.parts)
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
