import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  describeChange,
  integer,
  json,
  now,
  oneOf,
  real,
  sql,
  text,
  timestamp,
  uuid,
  type Migration,
} from '@holdfast/core'
import {
  addCheck,
  addColumn,
  changeColumnType,
  createIndex,
  dropColumn,
  renameColumn,
  renameTable,
} from '@holdfast/core/migration'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { writtenOut } from './generated-files.ts'

/** Names of types, by which an engine may find a table of that name too, and of their arrays. The first get every step as well. */
const names = ['text', 'date', '_text'] as const
const more = [
  'bigint',
  'bool',
  'bytea',
  'float8',
  'json',
  'numeric',
  'oid',
  'timestamptz',
  'uuid',
  'varchar',
] as const

const tableNamed = (name: string) =>
  defineTable(
    name,
    {
      id: integer().primaryKey(),
      a: text().default('x'),
      b: bigint().default(7n),
      c: real().nullable(),
      d: decimal(9, 2).nullable(),
      e: boolean().default(true),
      f: timestamp().default(now),
      g: date().nullable(),
      h: json<unknown>().nullable(),
      i: bytes().nullable(),
      j: uuid().nullable(),
      k: oneOf('a', 'b').nullable(),
    },
    { index: [['a', 'id']], check: { first: { id: { gt: 0 } } } },
  )

export const namesOfTypesRules: readonly Rule[] = [
  rule({
    id: 'migrations.names.types',
    title:
      'generate(), apply(), rehearse(), verify(), down() and every step take tables that are named as a type of the engine is',
    needs: ['sql', 'persistent'],
    timeout: 120_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const tables = [...names, ...more].map(tableNamed)
      const migrations = db.migrations({ migrations: [], ledger: 'history' })
      const made = await migrations.generate({ tables, name: 'all', language: 'javascript' })
      const generated = db.migrations({ directory: writtenOut(context, made), ledger: 'history' })
      expect(await generated.rehearse({ down: true })).toMatchObject({ outcome: 'passes' })
      await generated.apply()
      await generated.down({ to: 0 })
      await generated.apply()
      const left = await migrations.difference({ tables })
      expect(left.changes.map(describeChange)).toStrictEqual([])
      expect(await generated.verify()).toMatchObject({ isWhole: true, drift: [] })
      for (const name of names) await db.records(tableNamed(name)).insert({ id: 1 })
      const list: readonly Migration[] = names.map((name, index) => ({
        version: index + 1,
        name: 'change',
        up: [
          addColumn(name, 'note', text(), { backfill: `a || 'y'` }),
          changeColumnType(name, 'b', text()),
          changeColumnType(name, 'b', integer()),
          renameColumn(name, 'a', name),
          createIndex(name, `${name}_notes`, ['note']),
          addCheck(name, `${name}_short`, 'length(note) < 9'),
          dropColumn(name, 'c'),
          renameTable(name, `${name}_2`),
          renameTable(`${name}_2`, name),
        ],
      }))
      const changed = db.migrations({ migrations: list, ledger: 'changes' })
      expect(await changed.rehearse()).toMatchObject({ outcome: 'passes' })
      await changed.apply()
      expect(await changed.verify()).toMatchObject({ isWhole: true, drift: [] })
      for (const name of names) {
        const table = sql.identifier(name)
        expect(await db.all(sql`select id, ${table}, b, note from ${table}`), name).toStrictEqual([
          { id: 1, [name]: 'x', b: 7, note: 'xy' },
        ])
      }
    },
    absent: async (context) => {
      expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
    },
  }),
]
