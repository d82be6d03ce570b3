import { defineTable, integer, real, sql, text } from '@holdfast/core'
import { expect, test } from 'vitest'
import { opened } from './opened.ts'

test.each([
  ['plain', 'plain'],
  ['of words', 'a "b" c'],
])('a number beyond the range of a column is out-of-range, and names the column %s', async (_, name) => {
  const db = await opened()
  const check = { own: { size: { gte: 0, lte: 10 } } }
  const size = integer().default(0)
  const shape = { id: text().primaryKey(), size, n: integer().named(name), r: real().default(0) }
  await db.createTables([defineTable('a t"able', shape, { check })])
  const table = sql.identifier('a t"able')
  const column = sql.identifier(name)
  await db.run(sql`insert into ${table} (id, ${column}) values ('a', ${Number.MAX_SAFE_INTEGER})`)
  await expect(db.run(sql`update ${table} set ${column} = ${column} + 1`)).rejects.toMatchObject({
    code: 'out-of-range',
    columns: [name],
  })
  await expect(db.run(sql`update ${table} set r = 1e308::double * 10`)).rejects.toMatchObject({
    code: 'out-of-range',
    columns: ['r'],
  })
  // A check of the definition says the same in other words.
  await expect(db.run(sql`update ${table} set size = 11`)).rejects.toMatchObject({ code: 'check' })
})
