import {
  HoldfastError,
  integer,
  open,
  sql,
  statement,
  type Database,
  type Migration,
  type MigrationStep,
} from '@holdfast/core'
import { addCheck, changeColumnType, dropColumn, renameColumn, setNotNull } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { layered } from '../../faults/driver-layers.ts'
import { rule, type Rule } from '../../rule.ts'
import { running, withConnections } from '../../saboteurs/driver-connections.ts'

/** How the rows that a table made anew is filled with are others than those that were there, and what a proof calls it. */
const wrongs = {
  rows: (text: string) => text.replace(/ select (.*)$/s, ' select * from (select $1) held where "id" <> 2'),
  content: (text: string) => text.replace(/( select .*?)"name"/s, '$1upper("name")'),
} as const

interface Careless {
  readonly db: Database
  /** From now on the copies of a table's rows are wrong, or right again. */
  copyWrongly(wrong: keyof typeof wrongs | undefined): void
  /** Whether a copy was made since. */
  hasCopied(): boolean
}

const careless = async (context: Context): Promise<Careless | undefined> => {
  const place = await context.harness.fresh()
  context.after(() => place.destroy())
  let wrong: keyof typeof wrongs | undefined
  let hasCopied = false
  const backend = layered(
    await place.backend(),
    withConnections((connection) =>
      running((one) => {
        if (!/^insert into "[^"]*people[^"]*" .* select /s.test(one.text)) return connection.execute(one)
        hasCopied = true
        return connection.execute(wrong === undefined ? one : statement(wrongs[wrong](one.text), one.values))
      }),
    ),
    'engine',
  )
  if (backend === undefined) return undefined
  const db = await open(backend)
  context.after(() => db.close())
  return {
    db,
    copyWrongly: (how) => ([wrong, hasCopied] = [how, false]),
    hasCopied: () => hasCopied,
  }
}

const names = [{ name: 'one' }, { name: 'two' }, { name: 'three' }]

const verbs: Readonly<Record<string, (people: string) => MigrationStep>> = {
  retype: (people) => changeColumnType(people, 'score', integer().nullable()),
  drop: (people) => dropColumn(people, 'extra'),
  check: (people) => addCheck(people, 'small', 'extra < 100'),
  require: (people) => setNotNull(people, 'extra'),
  rename: (people) => renameColumn(people, 'extra', 'other'),
}

export const conservedRowRules: readonly Rule[] = [
  rule({
    id: 'migrations.rebuild.conserve',
    title:
      'apply() of a step that makes a table anew throws migration when its rows are not all there afterwards, or hold other values, and changes nothing',
    needs: ['sql'],
    present: async (context) => {
      context.db.migrations({ migrations: [] })
      const made = await careless(context)
      if (made === undefined) return 'absent'
      const { db, copyWrongly, hasCopied } = made
      const copied: string[] = []
      for (const [verb, step] of Object.entries(verbs)) {
        const people = `${verb}_people`
        const first: Migration = {
          version: 1,
          name: 'people',
          up: `create table ${people} (id integer not null, name varchar(20) not null, score varchar(20), extra integer, primary key (id), unique (name));
create index ${people}_score on ${people} (score);
insert into ${people} (id, name, score, extra) values (1, 'one', '10', 1), (2, 'two', '20', 2), (3, 'three', null, 3)`,
        }
        const source = {
          ledger: `ledger_of_${verb}`,
          migrations: [first, { version: 2, name: verb, up: [step(people)] }],
        }
        const rows = (): Promise<unknown> => db.all(sql`select * from ${sql.identifier(people)} order by id`)
        await db.migrations({ ...source, migrations: [first] }).apply()
        const before = await rows()
        for (const wrong of ['rows', 'content'] as const) {
          copyWrongly(wrong)
          const error = await db
            .migrations(source)
            .apply({ backup: false })
            .then(
              () => undefined,
              (failure: unknown) => failure,
            )
          if (!hasCopied()) {
            // What the engine does in place has no copy that could be wrong.
            expect(error).toBeUndefined()
            break
          }
          expect(error).toBeInstanceOf(HoldfastError)
          const { code, message, cause } = error as HoldfastError
          expect(code).toBe('migration')
          copied.push(verb)
          expect(message).toMatch(wrong === 'rows' ? /had 3 rows and has 2/ : /holds other values/)
          expect((cause as HoldfastError).report).toMatchObject({
            differences: [{ table: people, what: wrong }],
          })
          expect(await rows()).toStrictEqual(before)
        }
        copyWrongly(undefined)
        await db.migrations(source).apply()
        expect(await db.all(sql`select name from ${sql.identifier(people)} order by id`)).toStrictEqual(names)
      }
      context.note('migrations', 'copied', copied)
      return undefined
    },
  }),
]
