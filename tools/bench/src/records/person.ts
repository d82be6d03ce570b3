import { boolean, defineTable, integer, real, text, timestamp, uuid } from '@holdfast/core'

const columns = {
  id: uuid().primaryKey(),
  email: text(),
  name: text(),
  country: text(),
  age: integer(),
  score: real(),
  isActive: boolean(),
  note: text().nullable(),
  joinedAt: timestamp(),
}

/** Point reads, inserts and pages. */
export const people = defineTable('people', columns, { index: [['country', 'id']] })
/** Bulk loads and upserts. */
export const imports = defineTable('imports', columns)

export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly country: string
  readonly age: number
  readonly score: number
  readonly isActive: boolean
  readonly note: string | null
  readonly joinedAt: Date
}

/** As the columns are called in the database. */
export interface PersonRow {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly country: string
  readonly age: number
  readonly score: number
  readonly is_active: boolean
  readonly note: string | null
  readonly joined_at: Date
}

export const columnNames = [
  'id',
  'email',
  'name',
  'country',
  'age',
  'score',
  'is_active',
  'note',
  'joined_at',
] as const

/** Ascending, as UUIDs of version 7 are. */
export const idOf = (index: number): string =>
  `01985e2c-9f00-7000-8000-${index.toString(16).padStart(12, '0')}`

const countries = ['AT', 'BE', 'CH', 'DE', 'ES', 'FR', 'IT', 'NL'] as const

export const personOf = (index: number): Person => ({
  id: idOf(index),
  email: `person-${index}@example.com`,
  name: `Person Number ${index}`,
  country: countries[index % countries.length]!,
  age: 18 + (index % 60),
  score: index / 8,
  isActive: index % 2 === 0,
  note: index % 3 === 0 ? null : 'Called back, and wants to be written to in autumn',
  joinedAt: new Date(1_700_000_000_000 + index * 1000),
})

export const rowOf = (person: Person): PersonRow => {
  const { isActive, joinedAt, ...same } = person
  return { ...same, is_active: isActive, joined_at: joinedAt }
}
