import { isQuick } from '../plan.ts'

/** Rows of the table that is changed. */
export const readingCount = isQuick ? 100_000 : 1_000_000

const perInsert = 10_000

export const createReadings =
  'create table readings (id bigint not null primary key, name varchar(100) not null, code varchar(20) not null, label varchar(100))'

/** Fills it, with the engine's own series of numbers: a query whose only column is `n`. */
export const fillReadings = (series: (first: number, last: number) => string): readonly string[] =>
  Array.from({ length: readingCount / perInsert }, (_, index) => {
    const first = index * perInsert
    return `insert into readings (id, name, code) select n, 'reading number ' || n, cast(n * 7 as varchar(20)) from (${series(first, first + perInsert - 1)}) as numbers`
  })

/** What is written into a column that was empty. */
export const backfilled = { set: { label: 'upper(name)' }, where: 'label is null' } as const

export const backfillByHand = `update readings set label = ${backfilled.set.label} where ${backfilled.where}`
