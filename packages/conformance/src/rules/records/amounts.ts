import { bigint, decimal, defineTable, integer, real, text, type Column, type Table } from '@holdfast/core'

type Nullable<T, F extends 'text' | 'decimal' | never = never> = Column<T | null, F | 'optional'>

export type Amounts = Table<
  {
    readonly id: Column<number, 'key'>
    readonly kind: Nullable<string, 'text'>
    readonly whole: Nullable<number>
    readonly big: Nullable<bigint>
    readonly ratio: Nullable<number>
    readonly price: Nullable<string, 'decimal'>
  },
  'id'
>

/** A column of each type that can be added up; the decimal has so many digits, two of them behind the point. */
export const amounts = (name: string, digits = 18): Amounts =>
  defineTable(name, {
    id: integer().primaryKey(),
    kind: text().nullable(),
    whole: integer().nullable(),
    big: bigint().nullable(),
    ratio: real().nullable(),
    price: decimal(digits, 2).nullable(),
  })

export const sums = {
  whole: { sum: 'whole' },
  big: { sum: 'big' },
  ratio: { sum: 'ratio' },
  price: { sum: 'price' },
} as const

export const means = {
  whole: { avg: 'whole' },
  big: { avg: 'big' },
  ratio: { avg: 'ratio' },
  price: { avg: 'price' },
} as const
