import { describe, expect, test } from 'vitest'
import { HoldfastError, sql } from '@holdfast/core'
import type { Dialect } from '../../src/database/dialect.ts'
import { compile, requireQuery } from '../../src/database/compile.ts'

const dialect = {
  placeholder: (position: number) => `$${position}`,
  quote: (name: string) => `"${name.replaceAll('"', '""')}"`,
} as Dialect
const limits = { keyBytes: 512, valueBytes: 1024, nameBytes: 63, decimalDigits: 18, parameters: 3 }
const compiled = (query: unknown): { text: string; values: readonly unknown[] } =>
  compile(requireQuery(query, 'run'), dialect, limits, 'run')

describe('compile()', () => {
  test('sql binds values, inserts fragments and quotes identifiers', () => {
    const where = sql`where ${sql.identifier('a"b', 'c')} = ${1}`
    expect(compiled(sql`select ${'x'} from t ${where} and d > ${2n}`)).toMatchObject({
      text: 'select $1 from t where "a""b"."c" = $2 and d > $3',
      values: ['x', 1, 2n],
    })
  })

  test.each([
    [sql`id in ${sql.list([])}`, 'id in (null) is true'],
    [sql`id NOT  IN ${sql.list([])}`, 'id in (null) is not true'],
    [sql`id in ${sql.list([1, 2])}`, 'id in ($1, $2)'],
  ])('sql.list() in %# compiles to what an empty list means', (query, text) => {
    expect(compiled(query).text).toBe(text)
  })

  test('sql.list() that is empty is refused where it would mean nothing', () => {
    expect(() => compiled(sql`select ${sql.list([])}`)).toThrow(TypeError)
  })

  test('sql.compiled() keeps the text, checks every parameter, and is kept when it is prepared', () => {
    expect(compiled(sql.compiled('select $1, ?2', ['x', 2]))).toMatchObject({
      text: 'select $1, ?2',
      values: ['x', 2],
      cache: true,
    })
    expect(() => compiled(sql.compiled('select $1', ['a\0b']))).toThrow(
      expect.objectContaining({ code: 'invalid-value', message: expect.stringContaining('parameter 1') }),
    )
    expect(() => compiled(sql.compiled('select $1', [1, 2, 3, 4]))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
    expect(() => compiled(sql.compiled('commit'))).toThrow(TypeError)
    expect(() => compiled(sql.compiled(' '))).toThrow(expect.objectContaining({ code: 'syntax' }))
  })

  test('sql.compiled() refuses what is no text, and to stand inside another statement', () => {
    expect(() => sql.compiled(1 as never)).toThrow(TypeError)
    expect(() => sql.compiled('select 1', 'x' as never)).toThrow(TypeError)
    const whole = sql.compiled('select 1')
    expect(() => sql`select (${whole})`).toThrow(/it is whole/)
    expect(() => sql.join([whole])).toThrow(/it is whole/)
    expect(() => sql.join([sql`a`, sql`b`], whole)).toThrow(/it is whole/)
  })

  test.each(['commit', ' -- x\n ROLLBACK', '/* a */ begin', ';end', 'START transaction', 'savepoint a'])(
    'compile() refuses %j, which would end the transaction behind our back',
    (text) => {
      expect(() => compiled(sql.raw(text))).toThrow(TypeError)
    },
  )

  test.each(['', ' ', '-- only a comment', ';', '/* x */ ;'])(
    'compile() gives syntax for %j, which is no statement',
    (text) => {
      expect(() => compiled(sql.raw(text))).toThrow(expect.objectContaining({ code: 'syntax' }))
    },
  )

  test('compile() takes time in proportion to a hostile text', () => {
    const text = `${'/**/'.repeat(5_000)}${'/*'.repeat(5_000)} x`
    const start = performance.now()
    expect(compiled(sql.raw(text)).text).toBe(text)
    // Backtracking over the comments would take years.
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test.each([['select 1'], [undefined], [{ text: 'select 1' }]])(
    'a statement that is %j is refused as misuse',
    (query) => {
      expect(() => compiled(query)).toThrow(TypeError)
    },
  )

  test('compile() refuses more parameters than the limit with too-large', () => {
    expect(compiled(sql`${1}${2}${3}`).values).toHaveLength(3)
    expect(() => compiled(sql`${1}${2}${3}${4}`)).toThrow(HoldfastError)
  })

  test('sql() called with a string is refused as misuse', () => {
    expect(() => (sql as unknown as (text: string) => unknown)('select 1')).toThrow(TypeError)
  })
})
