import { defineTable, integer, now, text, timestamp, type Columns, type Table } from '@holdfast/core'

/** A table whose columns the compiler need not know. */
export type PastTable = Table<Columns>

/** The tables of a history as each release made them. A shape that was released is never edited. */
export const pastLedgers: readonly {
  readonly shape: number
  readonly tables: (name: string) => readonly PastTable[]
}[] = [
  {
    shape: 1,
    tables: (name) => [
      defineTable(
        name,
        {
          version: integer(),
          name: text(),
          appliedAt: timestamp().default(now),
          checksum: text(),
          line: text(),
          kind: text(),
          statements: integer(),
          duration: integer(),
          outcome: text(),
          engine: text(),
          tool: text(),
          appliedBy: text(),
        },
        { primaryKey: ['line', 'version'] },
      ),
      defineTable(`${name}_events`, {
        id: text().primaryKey(),
        at: timestamp().default(now),
        line: text(),
        version: integer(),
        event: text(),
        by: text(),
        detail: text(),
      }),
      defineTable(
        `${name}_steps`,
        {
          line: text(),
          version: integer(),
          step: integer(),
          title: text(),
          checksum: text(),
          state: text(),
          cursor: text().nullable(),
          done: integer().default(0),
          total: integer().nullable(),
          attempt: integer().default(1),
          at: timestamp().default(now),
        },
        { primaryKey: ['line', 'version', 'step'] },
      ),
      defineTable(`${name}_locks`, {
        line: text().primaryKey(),
        token: text(),
        holder: text(),
        expiresAt: integer(),
      }),
    ],
  },
]
