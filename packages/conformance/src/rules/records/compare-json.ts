import { defineTable, integer, json } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { jsonAt, jsonHolds, type JsonCondition, type JsonPath } from './json-holds.ts'

const documents = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), place: integer(), body: json<unknown>().nullable() })

/** A path, and the documents in which it is looked up. */
export interface JsonPlace {
  readonly path: JsonPath
  readonly bodies: readonly unknown[]
}

// Planning a statement takes more than its share of the time as the conditions in it grow.
const atOnce = 16

/** Asks each condition at many places in one statement: each place has rows of its own, so the answer says what each path found. */
export const compareJson = async (
  context: Context,
  places: readonly JsonPlace[],
  conditions: readonly JsonCondition[],
): Promise<void> => {
  const records = await context.records(documents(context.name()))
  const rows = places.flatMap(({ bodies }, place) => bodies.map((body) => ({ place, body })))
  const all = rows.map((row, id) => ({ id, ...row }))
  await records.insertMany(all)
  for (let from = 0; from < places.length; from += atOnce) {
    const some = places.slice(from, from + atOnce)
    const asked = all.filter(({ place }) => place >= from && place < from + atOnce)
    const found = asked.map(({ place, body }) => jsonAt(body, places[place]!.path))
    for (const condition of conditions) {
      const or = some.map(({ path }, index) => ({ place: from + index, body: { path, ...condition } }))
      const answer = await records.list({ where: { or }, select: ['id'], limit: 10_000 })
      const ids = new Set(answer.map(({ id }) => id))
      const wrong = asked.filter(({ id }, index) => jsonHolds(found[index], condition) !== ids.has(id))
      expect(
        wrong.map(({ place, body }) => [places[place]!.path, body]),
        JSON.stringify(condition),
      ).toStrictEqual([])
    }
  }
}
