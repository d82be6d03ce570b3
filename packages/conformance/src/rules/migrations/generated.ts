import { defineTable, describeChange, fingerprintOf, integer, sql, text, type Database } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { generatedChanges, type GeneratedChange } from './generated-changes.ts'
import { writtenOut } from './generated-files.ts'

const needs = ['sql'] as const

/** Makes tables as they are before, applies the file that generate() writes, and looks for what is left of the difference; then the same back. */
const generateAll = async (
  context: Context,
  list: readonly GeneratedChange[],
  form: 'module' | undefined,
): Promise<void> => {
  const { db } = await context.fresh()
  for (const [index, { title, tables, isOfIndexes = false }] of list.entries()) {
    const name = `${form ?? 'any'}_${index}`
    const { before, after, renames } = tables(name)
    const ledger = `ledger_${name}`
    await db.createTables(before)
    await fill(db, name, before.length > 1)
    const migrations = db.migrations({ migrations: [], ledger })
    const left = async (wanted: typeof after): Promise<readonly string[]> =>
      (await migrations.difference({ tables: wanted })).changes.map(describeChange)
    // An engine that gains nothing from an index makes none, of a new table neither.
    if (isOfIndexes && (await left(after)).length === 0) {
      const made = (await migrations.schema()).tables.find((table) => table.name === name)
      expect(made?.indexes, title).toStrictEqual([])
      continue
    }
    const made = await migrations.generate({
      language: 'javascript',
      tables: after,
      name: `change ${index}`,
      ...(form !== undefined && { form }),
      ...(renames !== undefined && { renames }),
    })
    expect(await left(after), title).not.toStrictEqual([])
    expect(made.unwritten, title).toStrictEqual([])
    const source = db.migrations({ directory: writtenOut(context, made), ledger })
    await source.apply()
    expect(await left(after), title).toStrictEqual([])
    const rows = await db.all(sql`select id from ${sql.identifier(name)}`)
    expect(rows, title).toStrictEqual([{ id: 1 }])
    if (made.down === undefined && !made.text.includes('export const down')) continue
    await source.down({ to: 0 })
    expect(await left(before), `back: ${title}`).toStrictEqual([])
    expect(await db.all(sql`select id from ${sql.identifier(name)}`), `back: ${title}`).toStrictEqual(rows)
  }
}

const fill = async (db: Database, name: string, hasParent: boolean): Promise<void> => {
  if (hasParent) await db.run(sql`insert into ${sql.identifier(`${name}_p`)} (id, a) values (5, 'p')`)
  const row = sql`(id, a, b, n) values (1, 'x', 'y', 5)`
  await db.run(sql`insert into ${sql.identifier(name)} ${row}`)
}

const kinds = [
  ['columns', 'columns'],
  ['values', 'nulls and defaults'],
  ['checks', 'checks'],
  ['keys', 'unique constraints and indexes'],
  ['references', 'references'],
] as const

/** What two databases differ in, of which neither is defined. */
const between: Rule = rule({
  id: 'migrations.generated.between-databases',
  title: 'generate({ schema }) writes steps where the engine has no statement, down to the fingerprint',
  needs,
  present: async (context) => {
    const [{ db: here }, { db: there }] = [await context.fresh(), await context.fresh()]
    const id = integer().primaryKey()
    const columns = { id, n: integer().nullable() }
    await here.createTables([defineTable('things', { ...columns, a: text(), old: text() })])
    await there.createTables([
      defineTable(
        'things',
        { ...columns, a: text().nullable().default('x') },
        { check: { told: { a: { ne: '' } } } },
      ),
    ])
    await here.run(sql`insert into things (id, n, a, old) values (1, 2, 'b', 'c')`)
    const ledger = 'things_history'
    const migrations = here.migrations({ migrations: [], ledger })
    const schema = await there.migrations({ migrations: [] }).schema()
    const made = await migrations.generate({ schema, name: 'likeness', language: 'javascript' })
    expect(made.unwritten).toStrictEqual([])
    await here.migrations({ directory: writtenOut(context, made), ledger }).apply()
    expect((await migrations.difference({ schema })).changes.map(describeChange)).toStrictEqual([])
    expect(fingerprintOf(await migrations.schema())).toBe(fingerprintOf(schema))
    expect(await here.all(sql`select id, n, a from things`)).toStrictEqual([{ id: 1, n: 2, a: 'b' }])
  },
})

/** Each kind in the form that generate() chooses, and as steps. */
export const generatedRules: readonly Rule[] = [
  between,
  ...kinds.flatMap(([kind, what]) =>
    ([undefined, 'module'] as const).map((form) =>
      rule({
        id: `migrations.generated.${kind}${form === undefined ? '' : '-as-steps'}`,
        title: `generate() writes changes of ${what}${form === undefined ? '' : ' as steps'}, whose file makes the difference empty, and its undoing leads back`,
        needs,
        // The other form of the same changes takes as long again.
        tier: form === undefined ? 'behaviour' : 'certification',
        timeout: form === undefined ? 90_000 : 600_000,
        present: (context) => generateAll(context, generatedChanges[kind], form),
      }),
    ),
  ),
]
