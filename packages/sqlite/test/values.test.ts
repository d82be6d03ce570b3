import type { Bound, DriverCell } from '@holdfast/core'
import Native from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dialect } from '../src/dialect.ts'
import { connect, openDriver, rows, thrownBy } from './scratch.ts'

const echo = async (value: Bound): Promise<readonly DriverCell[] | undefined> => {
  const connection = await connect(await openDriver(':memory:'))
  return (await rows(connection, 'select ?1, typeof(?1)', value))[0]
}

describe('execute() binds', () => {
  test.each<[string, Bound, DriverCell, string]>([
    ['a whole number as an integer', 3, 3, 'integer'],
    ['a fraction as a real', 1.5, 1.5, 'real'],
    ['the greatest safe number as an integer', 9007199254740991, 9007199254740991, 'integer'],
    ['2^53 + 1 without loss', 9007199254740993n, 9007199254740993n, 'integer'],
    ['the least 64-bit integer', -(2n ** 63n), -(2n ** 63n), 'integer'],
    ['a small bigint as the same integer', 7n, 7, 'integer'],
    ['a number beyond the integers as a real', 1e300, 1e300, 'real'],
    ['true as 1', true, 1, 'integer'],
    ['false as 0', false, 0, 'integer'],
    ['a Date as epoch milliseconds', new Date(-1), -1, 'integer'],
    ['null as null', null, null, 'null'],
    ['text with four-byte characters', '😀é', '😀é', 'text'],
    ['an empty text as a text', '', '', 'text'],
  ])('%s', async (_, value, cell, type) => {
    expect(await echo(value)).toEqual([cell, type])
  })

  test('a view of bytes from its offset to its end, and returns plain bytes of their own', async () => {
    const source = Uint8Array.from([0, 1, 2, 255, 9])
    const answer = await echo(source.subarray(1, 4))
    source.fill(7)
    expect(answer).toEqual([Uint8Array.from([1, 2, 255]), 'blob'])
    expect(Object.getPrototypeOf(answer?.[0])).toBe(Uint8Array.prototype)
  })

  test('no bytes as an empty blob, not as null', async () => {
    expect(await echo(new Uint8Array(0))).toEqual([new Uint8Array(0), 'blob'])
  })

  test('no bigint beyond 64 bits', async () => {
    expect(await thrownBy(() => echo(2n ** 63n))).toMatchObject({ code: 'out-of-range' })
  })

  test('a list as JSON, which dialect.anyOf() looks up', async () => {
    expect(await echo(['a', '"é'])).toEqual(['["a","\\"é"]', 'text'])
    const connection = await connect(await openDriver(':memory:'))
    const text = `select column1 from (values ('a'), ('b'), ('"é')) where ${dialect.anyOf('column1', '?1')}`
    expect(await rows(connection, text, ['"é', 'a', 'z'])).toEqual([['a'], ['"é']])
  })

  test('no undefined, which the bare driver takes for null', async () => {
    expect(await thrownBy(() => echo(undefined as never))).toBeInstanceOf(TypeError)
  })
})

describe('better-sqlite3 alone', () => {
  test('binds a whole number as a real, so 3/2 is 1.5 and a text column keeps 3.0', () => {
    const native = new Native(':memory:')
    native.exec('create table t (a text)')
    native.prepare('insert into t values (?)').run(3)
    expect(native.prepare('select a, ? / 2 from t').raw().get(3)).toEqual(['3.0', 1.5])
    native.close()
  })

  test('reads 2^53 + 1 as 2^53', () => {
    const native = new Native(':memory:')
    expect(native.prepare('select 9007199254740993').pluck().get()).toBe(9007199254740992)
    native.close()
  })

  test('takes ?1 for a name and refuses a list for it', () => {
    const native = new Native(':memory:')
    expect(() => native.prepare('select ?1').get(['a'])).toThrow(RangeError)
    native.close()
  })
})

test('execute() divides integers as integers and keeps them without a fraction in a text column', async () => {
  const connection = await connect(await openDriver(':memory:'))
  await rows(connection, 'create table t (a text)')
  await rows(connection, 'insert into t values (?1)', 3)
  expect(await rows(connection, 'select a, ?1 / 2 from t', 3)).toEqual([['3', 1]])
})
