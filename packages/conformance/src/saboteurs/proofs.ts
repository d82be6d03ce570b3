import { statement, type BackupForm, type Dialect, type ProofForm } from '@holdfast/core'
import { needs } from './needs-sql.ts'
import type { Saboteur } from './saboteur.ts'

const proving =
  (change: (proof: ProofForm, dialect: Dialect) => Partial<ProofForm>) =>
  (): { dialect(dialect: Dialect): Dialect } => ({
    dialect: (dialect) => ({ ...dialect, proof: { ...dialect.proof, ...change(dialect.proof, dialect) } }),
  })

const copying =
  (change: (backup: BackupForm, dialect: Dialect) => Partial<BackupForm>) =>
  (): { dialect(dialect: Dialect): Dialect } => ({
    dialect: (dialect) => ({ ...dialect, backup: { ...dialect.backup, ...change(dialect.backup, dialect) } }),
  })

export const proofSaboteurs: readonly Saboteur[] = [
  {
    title: 'a table is proved by its number of rows',
    caughtBy: 'migrations.proof.measure',
    needs,
    make: proving(({ measure }) => ({ measure: (table) => measure(table, []) })),
  },
  {
    title: 'only the first column is hashed',
    caughtBy: 'migrations.proof.cancelling',
    needs,
    make: proving(({ measure }) => ({
      measure: (table, columns) => measure(table, columns.slice(0, 1)),
    })),
  },
  {
    title: 'null and the empty text are hashed alike',
    caughtBy: 'migrations.proof.cancelling',
    needs,
    make: proving((_, dialect) => ({
      measure: (table, columns) => {
        const texts = columns.map(({ name }) => `coalesce(cast(${dialect.quote(name)} as text), '')`)
        const [sum, count] = [texts.map((text) => `sum(length(${text}))`).join(', '), 'count(*)']
        return statement(`select ${[count, sum].join(', ')} from ${dialect.table(table)}`)
      },
    })),
  },
  {
    title: 'a table that is gone is measured as an empty one',
    caughtBy: 'migrations.proof.stock',
    needs,
    make: proving(({ columnsOf }) => ({
      columnsOf: (table) => {
        const { text, values } = columnsOf(table)
        return statement(`${text} limit 0`, values)
      },
    })),
  },
  {
    title: 'a value that the engine has rounded counts as kept',
    caughtBy: 'migrations.proof.audit',
    needs,
    make: proving(({ castTest }) => ({
      castTest: (change, version) => ({ ...castTest(change, version), same: 'value is not null' }),
    })),
  },
  {
    title: 'a value without room in the new type counts as merely lost',
    caughtBy: 'migrations.proof.audit',
    needs,
    make: proving(({ castTest }) => ({
      castTest: (change, version) => ({ ...castTest(change, version), outOfRange: '1 = 0' }),
    })),
  },
  {
    title: 'the copy of a table lacks a row, and nobody looks',
    caughtBy: 'migrations.backup.table',
    needs,
    make: copying(({ copyTable }, dialect) => ({
      copyTable: (table, copy, columns) => [
        ...copyTable(table, copy, columns),
        statement(`delete from ${dialect.table(copy)} where id = 1`),
      ],
    })),
  },
  {
    title: 'a table comes back without its constraints',
    caughtBy: 'migrations.backup.table',
    needs,
    make: copying((_, dialect) => ({
      definition: (table, columns) => {
        const list = columns.map(({ name, type }) => `${dialect.quote(name)} ${type}`).join(', ')
        const text = `create table ${dialect.table(table)} (${list})`
        return [statement(`select 'before', '${text.replaceAll("'", "''")}'`)]
      },
    })),
  },
]
