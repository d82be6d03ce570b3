import type { Bound } from '@holdfast/core'
import { expect, test } from 'vitest'
import { connect, openDriver, rows, run, thrownBy } from './scratch.ts'

async function* chunked(count: number, size: number): AsyncGenerator<Bound[][]> {
  for (let from = 0; from < count; from += size) {
    yield Array.from({ length: Math.min(size, count - from) }, (_, i) => [
      from + i,
      `row ${from + i}`,
      from + i + 0.5,
    ])
  }
}

async function prepared() {
  const connection = await connect(await openDriver(':memory:'))
  await run(connection, 'create table "a ""table""" (id integer primary key, "a name" text, r real) strict')
  await run(connection, 'begin immediate')
  return connection
}

const table = 'a "table"'
const columns = ['id', 'a name', 'r']
const counted = 'select count(*), count(distinct id), min("a name"), max(id), sum(r) from "a ""table"""'

test.each([
  [1, 1],
  [31, 31],
  [32, 32],
  [33, 40],
  [1000, 100],
  [1000, 7],
])('bulk() inserts %i rows in chunks of %i', async (count, size) => {
  const connection = await prepared()
  expect(await connection.bulk(table, columns, chunked(count, size))).toBe(count)
  const [row] = await rows(connection, counted)
  expect(row).toEqual([count, count, 'row 0', count - 1, (count * count) / 2])
})

test('bulk() inserts nothing from no chunks', async () => {
  const connection = await prepared()
  expect(await connection.bulk(table, columns, chunked(0, 10))).toBe(0)
})

test('bulk() lets the event loop turn although its source never does', async () => {
  const connection = await prepared()
  let turns = 0
  const count = (): void => {
    turns++
    again = setImmediate(count)
  }
  let again = setImmediate(count)
  await connection.bulk(table, columns, chunked(50_000, 50_000))
  clearImmediate(again)
  expect(turns).toBeGreaterThan(2)
})

test('bulk() throws the engine’s error and leaves the transaction to its owner', async () => {
  const connection = await prepared()
  const twice = async function* (): AsyncGenerator<Bound[][]> {
    yield [[1, 'a', 1]]
    yield [[1, 'b', 1]]
  }
  expect(await thrownBy(() => connection.bulk(table, columns, twice()))).toMatchObject({
    code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  })
  expect(connection.inTransaction).toBe(true)
  await run(connection, 'rollback')
  expect(await rows(connection, counted)).toEqual([[0, 0, null, null, null]])
})

test('bulk() refuses rows of another width, which would shift values from row to row', async () => {
  const connection = await prepared()
  const uneven = async function* (): AsyncGenerator<Bound[][]> {
    yield Array.from({ length: 32 }, (_, i) => (i === 0 ? [i, 'a'] : i === 1 ? [i, 'a', 1, 2] : [i, 'a', 1]))
  }
  expect(await thrownBy(() => connection.bulk(table, columns, uneven()))).toBeInstanceOf(TypeError)
})

test('bulk() takes a table with more columns than two rows of parameters', async () => {
  const connection = await connect(await openDriver(':memory:'))
  const names = Array.from({ length: 1_500 }, (_, i) => `c${i}`)
  await run(connection, `create table wide (${names.join(', ')})`)
  const one = async function* (): AsyncGenerator<Bound[][]> {
    yield Array.from({ length: 50 }, (_, row) => names.map(() => row))
  }
  expect(await connection.bulk('wide', names, one())).toBe(50)
  expect(await rows(connection, 'select sum(c0), sum(c1499) from wide')).toEqual([[1225, 1225]])
})
