import { integer, sql, text, type SqlQuery } from '@holdfast/core'

const digits = sql`with d(x) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))`

/** The numbers from 0 to 10^places − 1, without a table, in SQL that every engine knows and answers quickly. */
const counted = (places: number): { readonly sum: SqlQuery; readonly from: SqlQuery } => {
  const aliases = Array.from({ length: places }, (_, place) => `d${place}`)
  return {
    sum: sql.raw(aliases.map((alias, place) => `${alias}.x * ${10 ** place}`).join(' + ')),
    from: sql.raw(aliases.map((alias) => `d ${alias}`).join(', ')),
  }
}

/** 1, 2, … `count`, at most 100 000. */
export const numbers = (count: number): SqlQuery<{ readonly n: number }> => {
  const { sum, from } = counted(5)
  const limit = sql.raw(String(count))
  return sql`${digits} select ${sum} + 1 as n from ${from} where ${sum} < ${limit} order by n`.as({
    n: integer(),
  })
}

/** 100 000 rows of a text of a little more than `length` characters. */
export const longTexts = (length: number): SqlQuery<{ readonly v: string }> => {
  const { sum, from } = counted(5)
  return sql`${digits} select ${sql.raw(`'${'x'.repeat(length)}'`)} || cast(${sum} as text) as v from ${from}`.as(
    { v: text() },
  )
}

/** Runs for hours unless something stops it. */
export const endless = (): SqlQuery<{ readonly n: number }> => {
  const places = Array.from({ length: 12 }, (_, place) => `d${place}`)
  const sum = sql.raw(places.map((alias) => `${alias}.x`).join(' + '))
  return sql`${digits} select max(${sum}) as n from ${sql.raw(places.map((alias) => `d ${alias}`).join(', '))}`.as(
    { n: integer() },
  )
}
