import { expect, test } from 'vitest'
import { anyOf, expand } from '../src/engine/any-of.ts'
import { acquire, driven } from './driven.ts'

const text = `select id from t where ${anyOf('id', '$1')}`
const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `k${n}`)

test('expand() writes a list out, filled up to a power of two with its last item', () => {
  expect(expand({ text, values: [keys(1)], cache: true })).toMatchObject({
    text: 'select id from t where id in ($1)',
    values: ['k0'],
  })
  expect(expand({ text, values: [keys(3)], cache: true })).toMatchObject({
    text: 'select id from t where id in ($1, $2, $3, $4)',
    values: ['k0', 'k1', 'k2', 'k2'],
  })
  expect(expand({ text, values: [[]], cache: true }).values).toEqual([null])
  expect(expand({ text, values: [keys(300)], cache: true })).toMatchObject({
    text: 'select id from t where id in (select unnest($1))',
  })
})

test('expand() leaves other statements as they are', () => {
  const statement = { text: 'select $1', values: [1], cache: true }
  expect(expand(statement)).toBe(statement)
})

test.each([0, 1, 2, 5, 64, 256, 257, 1_000])(
  'a condition on %i keys finds exactly those rows',
  async (count) => {
    const driver = await driven()
    const connection = await acquire(driver)
    await connection.execute({ text: 'create table t (id varchar primary key)', values: [], cache: false })
    await connection.execute({
      text: "insert into t select 'k' || range from range(2000)",
      values: [],
      cache: false,
    })
    const { rows } = await connection.execute({ text, values: [keys(count)], cache: true })
    expect(rows).toHaveLength(count)
    expect(new Set(rows.map(([id]) => id))).toEqual(new Set(keys(count)))
    await connection.release()
  },
)

test('a written-out list is looked up by index; a longer list in one parameter, and a key of two columns, are scanned', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  const run = async (text: string): Promise<string> =>
    JSON.stringify((await connection.execute({ text, values: [], cache: false })).rows)
  await run('create table t (id varchar primary key, v varchar)')
  await run("insert into t select md5(range::varchar), 'x' from range(200000)")
  await run('create table two (ns varchar, id varchar, primary key (ns, id))')
  await run("insert into two select 'n', md5(range::varchar) from range(200000)")
  const many = Array.from({ length: 256 }, (_, n) => `md5('${n}')`).join(', ')
  expect(await run(`explain analyze select v from t where id in (${many})`)).toContain('Index Scan')
  const more = Array.from({ length: 300 }, (_, n) => `md5('${n}')`).join(', ')
  expect(await run(`explain analyze select v from t where id in (select unnest([${more}]))`)).not.toContain(
    'Index Scan',
  )
  expect(await run("explain analyze select id from two where ns = 'n' and id = md5('1')")).not.toContain(
    'Index Scan',
  )
  await connection.release()
})
