import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  integer,
  json,
  real,
  text,
  timestamp,
  uuid,
} from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const texts = ['', 'plain', 'täxt', '\uFEFFmark', '"quoted" \\ {} [] , \t\n\r', 'null', '😀', '\u0001\u2028']

/** So many that a backend divides them, wherever it does. */
const count = 5_000

const valuesOf = (id: number) => ({
  id,
  name: texts[id % texts.length]!,
  big: BigInt(id) * 1_844_674_407_370_955n - 2n ** 62n,
  share: id % 2 === 0 ? id : id / 7,
  price: `${id - 2_500}.25`,
  isOpen: id % 3 === 0,
  // From the year 1 on, and far beyond what a double tells apart in microseconds.
  at: new Date(Date.UTC(1900 + id, 1, 3, 4, 5, 6, 789)),
  day: `${String(1 + id).padStart(4, '0')}-02-28`,
  profile: { id, of: [null, texts[id % texts.length]!], price: '1e5' },
  raw: Uint8Array.of(id % 256, 0, 255),
  ref: `0190a0b0-c0d0-7000-8000-${String(id).padStart(12, '0')}`,
})

/** Every value but the key is missing in some rows: of one kind, of several, in runs and alone. */
const rowOf = (id: number) => {
  const { id: key, ...values } = valuesOf(id)
  const kept = Object.entries(values).map(([name, value], index) => [
    name,
    id % (index + 2) === 0 || Math.floor(id / 100) % 11 === index ? null : value,
  ])
  return { id: key, ...Object.fromEntries(kept) } as { readonly id: number } & {
    readonly [K in keyof typeof values]: (typeof values)[K] | null
  }
}

export const recordsManyValues: readonly Rule[] = [
  rule({
    id: 'records.insert-many.values',
    title:
      'insertMany() and upsertMany() of thousands of rows store every kind of value, and those that are missing, as they are',
    present: async (context) => {
      const columns = {
        id: integer().primaryKey(),
        name: text().nullable(),
        big: bigint().nullable(),
        share: real().nullable(),
        price: decimal(12, 2).nullable(),
        isOpen: boolean().nullable(),
        at: timestamp().nullable(),
        day: date().nullable(),
        profile: json().nullable(),
        raw: bytes().nullable(),
        ref: uuid().nullable(),
      }
      const inserted = await context.records(defineTable(context.name(), columns))
      const upserted = await context.records(defineTable(context.name(), columns))
      const rows = Array.from({ length: count }, (_, id) => rowOf(id))
      expect(await inserted.insertMany(rows)).toBe(count)
      expect(await collect(inserted.walk())).toStrictEqual(rows)
      await upserted.insertMany(rows.map(({ id }) => ({ id, name: 'old' })).filter(({ id }) => id % 2 === 0))
      expect(await upserted.upsertMany(rows)).toBe(count)
      expect(await collect(upserted.walk())).toStrictEqual(rows)
    },
  }),
]
