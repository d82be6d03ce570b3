import { defineTable, integer, text, timestamp, type Records } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'

const early = new Date('2024-02-29T12:00:00.001Z')
const late = new Date('2024-02-29T12:00:00.002Z')

const tables = (name: string) => {
  const owners = defineTable(`${name}_owners`, { id: integer().primaryKey() })
  const seats = defineTable(
    `${name}_seats`,
    {
      at: timestamp(),
      hall: text(),
      row: text(),
      place: integer(),
      code: integer().unique(),
      owner: integer().references(() => owners.id, { onDelete: 'cascade' }),
    },
    { primaryKey: ['at', 'hall', 'row', 'place'] },
  )
  const tickets = defineTable(`${name}_tickets`, {
    id: integer().primaryKey(),
    seat: integer().references(() => seats.code, { onDelete: 'cascade' }),
  })
  return { owners, seats, tickets }
}

type Tables = ReturnType<typeof tables>
interface Theatre {
  readonly owners: Records<Tables['owners']>
  readonly seats: Records<Tables['seats']>
  codes(): Promise<readonly number[][]>
}

/** Keys that are told apart by a millisecond, or by where a line ends: one owner has the diagonal, the other the rest. */
const theatre = async ({ tables: make, session, name }: Context): Promise<Theatre> => {
  const made = tables(name())
  await make([made.owners, made.seats, made.tickets])
  const owners = session.records(made.owners)
  const seats = session.records(made.seats)
  const tickets = session.records(made.tickets)
  await owners.insertMany([{ id: 1 }, { id: 2 }])
  const plain = { hall: 'h', row: 'r' }
  const first = { at: early, hall: 'a', row: 'b\nc' }
  const second = { at: early, hall: 'a\nb', row: 'c' }
  await seats.insertMany([
    { code: 1, owner: 1, at: early, place: 1, ...plain },
    { code: 2, owner: 1, at: late, place: 2, ...plain },
    { code: 3, owner: 2, at: early, place: 2, ...plain },
    { code: 4, owner: 2, at: late, place: 1, ...plain },
    { code: 5, owner: 1, place: 1, ...first },
    { code: 6, owner: 1, place: 2, ...second },
    { code: 7, owner: 2, place: 2, ...first },
    { code: 8, owner: 2, place: 1, ...second },
  ])
  await tickets.insertMany([1, 2, 3, 4, 5, 6, 7, 8].map((seat) => ({ id: seat, seat })))
  const codes = async (): Promise<readonly number[][]> => [
    (await seats.list({ orderBy: ['code'] })).map(({ code }) => code),
    (await tickets.list()).map(({ seat }) => seat),
  ]
  return { owners, seats, codes }
}

export const recordsCompositeKeyDeletes: readonly Rule[] = [
  rule({
    id: 'records.on-delete.composite-children',
    title: 'onDelete cascade removes exactly the children, whatever the parts of their keys are',
    present: async (context) => {
      const { owners, codes } = await theatre(context)
      expect(await owners.delete(1)).toBe(true)
      expect(await codes()).toStrictEqual([
        [3, 4, 7, 8],
        [3, 4, 7, 8],
      ])
    },
  }),
  rule({
    id: 'records.on-delete.composite-parents',
    title:
      'deleteWhere() removes exactly what refers to the rows that match, whatever the parts of their keys are',
    present: async (context) => {
      const { seats, codes } = await theatre(context)
      expect(await seats.deleteWhere({ owner: 1 })).toBe(4)
      expect(await codes()).toStrictEqual([
        [3, 4, 7, 8],
        [3, 4, 7, 8],
      ])
    },
  }),
]
