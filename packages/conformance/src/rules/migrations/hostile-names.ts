import { defineTable, integer, sql, text, type Migration, type MigrationStep } from '@holdfast/core'
import {
  addCheck,
  addColumn,
  addReference,
  addUnique,
  backfill,
  changeColumnType,
  createIndex,
  createTable,
  dropColumn,
  dropIndex,
  dropNotNull,
  dropTable,
  renameColumn,
  renameTable,
  setNotNull,
} from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

/** What a name may hold, and what ends a name, a text, a format or a limit that nobody thought of. `base` is unlike in every rule. */
const names: readonly (readonly [kind: string, name: (base: string, what: string) => string])[] = [
  ['quotes', (base, what) => `${base} "${what}" 'it''s' \`x\` [y]; -- /*`],
  ['marks', (base, what) => `${base} ${what} 100% $holdfast$ $1 ? :a @b \\ {}`],
  ['letters', (base, what) => `${what}ÄÖé漢😀${base}`],
  ['length', (base, what) => `${base}${what}`.padEnd(63, 'x')],
  ['wide', (base, what) => `${base}${what}`.padEnd(60, 'é').slice(0, 31)],
  [
    'reserved',
    (base, what) => (what === 'table' ? `${base}order` : { a: 'select', b: 'group', c: 'table' }[what]!),
  ],
]

/** Longer than any engine keeps whole: one would cut it short without a word. */
const tooLong = 'x'.repeat(64)

const longNames = rule({
  id: 'migrations.names.too-long',
  title:
    'apply() of a step that gives a name which is too long throws migration, because it is too large, and changes nothing',
  needs: ['sql'],
  present: async (context) => {
    const { table, apply, has } = scratch(context)
    const [name, other] = [table(), table()]
    const steps: readonly MigrationStep[] = [
      renameTable(name, tooLong),
      renameColumn(name, 'a', tooLong),
      addColumn(name, tooLong, text().nullable()),
      createIndex(name, tooLong, ['a']),
      addCheck(name, tooLong, 'id > 0'),
      addUnique(name, ['a'], { name: tooLong }),
      addReference(name, ['id'], { table: name, columns: ['id'], name: tooLong }),
    ]
    const first: Migration = {
      version: 1,
      name: 'make',
      up: `create table ${name} (id integer, a varchar(9))`,
    }
    await apply([first])
    for (const step of steps) {
      const up = [`create table ${other} (id integer)`, step]
      const error = await refusal('migration', () => apply([first, { version: 2, name: 'long', up }]))
      expect(error.cause).toMatchObject({ code: 'too-large' })
      expect(await has(other)).toBe(false)
    }
  },
})

export const hostileNameRules: readonly Rule[] = [
  longNames,
  ...names.map(([kind, nameOf]) =>
    rule({
      id: `migrations.names.${kind}`,
      title: `every step takes any name that a table and its columns may have: ${kind}`,
      needs: ['sql'],
      timeout: 120_000,
      present: async (context) => {
        const { db } = context
        db.migrations({ migrations: [] })
        const { apply, has } = scratch(context)
        const base = context.name()
        const [first, second, a, b, c, index] = [
          nameOf(base, 'table'),
          nameOf(`${base}2`, 'table'),
          nameOf('n', 'a'),
          nameOf('n', 'b'),
          nameOf('n', 'c'),
          nameOf(`${base}i`, 'table'),
        ]
        for (const name of [first, second])
          context.after(() => db.run(sql`drop table if exists ${sql.identifier(name)}`))
        const list: Migration[] = []
        const run = async (...up: readonly (MigrationStep | string)[]): Promise<void> => {
          list.push({ version: list.length + 1, name: 'change', up })
          try {
            await apply(list)
          } catch (error) {
            list.pop()
            throw error
          }
        }
        const column = sql.identifier
        const rows = (name: string): Promise<unknown> =>
          db.all(sql`select * from ${sql.identifier(name)} order by ${sql.identifier('id')}`)
        const people = defineTable(first, {
          id: integer().primaryKey(),
          score: integer().named(a),
          word: text().nullable().named(b),
        })
        await run(createTable(people))
        await db.run(
          sql`insert into ${column(first)} (id, ${column(a)}, ${column(b)}) values (1, 7, '3'), (2, 8, null)`,
        )
        await run(createIndex(first, index, [a, b]), addColumn(first, c, integer(), { backfill: 'id * 2' }))
        await refusal('migration', () => run(setNotNull(first, b)))
        await run(backfill(first, { set: { [b]: "'4'" }, where: 'id = 2' }), setNotNull(first, b))
        await refusal('not-null', () => db.run(sql`update ${column(first)} set ${column(b)} = null`))
        await run(dropNotNull(first, b), changeColumnType(first, b, integer().nullable()))
        await run(renameColumn(first, a, `${a.slice(0, 20)}2`), renameTable(first, second))
        const renamed = `${a.slice(0, 20)}2`
        expect(await rows(second)).toStrictEqual([
          { id: 1, [renamed]: 7, [b]: 3, [c]: 2 },
          { id: 2, [renamed]: 8, [b]: 4, [c]: 4 },
        ])
        await run(changeColumnType(second, renamed, text()), changeColumnType(second, b, text()))
        await db.run(
          sql`update ${column(second)} set ${column(renamed)} = 'no number', ${column(b)} = 'none'`,
        )
        await run(dropIndex(second, index), dropColumn(second, c))
        expect(await rows(second)).toStrictEqual([
          { id: 1, [renamed]: 'no number', [b]: 'none' },
          { id: 2, [renamed]: 'no number', [b]: 'none' },
        ])
        await run(dropTable(second))
        expect(await has(second)).toBe(false)
      },
    }),
  ),
]
