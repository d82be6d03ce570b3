import { defineTable, integer, text, timestamps, version, type Database, type Records } from '@holdfast/core'

import { plan } from '../plan.ts'
import type { Recorder } from '../recorder.ts'
import { repeated, single, type Operation, type Sample } from '../sample.ts'

const columns = {
  id: integer().primaryKey(),
  name: text(),
  email: text(),
  city: text().nullable(),
  credits: integer().default(0),
  ...timestamps(),
  version: version(),
}
const plain = defineTable('plain_people', columns)
const tracked = defineTable('tracked_people', columns, { changes: true })

/** Rows of a load, and of a bulk update. */
const many = 5_000

interface Table {
  readonly insert: Operation
  readonly update: Operation
  readonly load: Sample
  readonly updateMany: Sample
}

const person = (id: number): { id: number; name: string; email: string; city: string } => ({
  id,
  name: `Person ${id}`,
  email: `person.${id}@example.com`,
  city: 'Bern',
})

const tableOf = (rows: Records<typeof plain>): Table => {
  let loaded = 10_000_000
  let step = 0
  const bounds = (): { readonly id: { readonly gte: number; readonly lt: number } } => ({
    id: { gte: loaded - many, lt: loaded },
  })
  const load = async (): Promise<void> => {
    const first = loaded
    loaded += many
    await rows.insertMany(Array.from({ length: many }, (_, index) => person(first + index)))
  }
  return {
    insert: (index) => rows.insert(person(index + 1_000)),
    update: (index) => rows.update(index % 1_000, { credits: index, city: `City ${index}` }),
    load: single(async () => undefined, load, many),
    updateMany: single(
      async () => undefined,
      async () => {
        await rows.updateWhere(bounds(), { credits: ++step })
      },
      many,
    ),
  }
}

/** What the record of changes adds to a write: the same table with and without it, in one run. */
export const runChanges = async (recorder: Recorder, db: Database, folder: string): Promise<void> => {
  await db.createTables([plain, tracked])
  const first = Array.from({ length: 1_000 }, (_, id) => person(id))
  await db.records(plain).insertMany(first)
  await db.records(tracked).insertMany(first)
  const ours = tableOf(db.records(tracked))
  const without = tableOf(db.records(plain))
  const compare = (name: string, sample: (table: Table) => Sample, rounds?: number): Promise<void> =>
    recorder.compare({
      name: `changes: ${name}`,
      ours: sample(ours),
      rivals: [{ name: 'the same table, not tracked', sample: sample(without) }],
      durable: folder,
      ...(rounds === undefined ? {} : { rounds }),
    })
  await compare('insert', ({ insert }) => repeated(insert))
  await compare('update of two fields', ({ update }) => repeated(update))
  await compare(`insertMany of ${many} rows, per row`, ({ load }) => load, plan.recordRounds)
  await compare(`updateWhere of ${many} rows, per row`, ({ updateMany }) => updateMany, plan.recordRounds)
  await db.close()
}
