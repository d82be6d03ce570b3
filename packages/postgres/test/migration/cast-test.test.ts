import {
  auditTypeChange,
  HoldfastError,
  statement,
  type Ask,
  type Connection,
  type Driver,
} from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { connectionOf, name, testDriver } from '../drivers.ts'

const asking =
  (driver: Driver, connection: Connection): Ask =>
  async (toSend) => {
    try {
      return (await connection.execute(toSend)).rows
    } catch (error) {
      throw new HoldfastError(driver.failure(error, 'statement').code, 'refused', { cause: error })
    }
  }

const small = ['0', '1', '-1', '127', '32767', '-32768']
const whole = [...small, '32768', '-32769', '2147483520', '2147483647']
const wide = ['2147483648', '-2147483649', '9007199254740993', '9223372036854774784', '9223372036854775807']
const fractions = ['0.5', '1.50', '-2.7', '32767.4', '99.995', '9.99', '1e20', '123456789.123456789']
const extremes = ['1e-300', '1e300', 'NaN', 'Infinity', '-Infinity']
const doubles = [
  '-0',
  '0.1',
  '1e-45',
  '1e-40',
  '3.4028235e38',
  '3.5e38',
  '9.223372036854775807e18',
  ...extremes,
]
const days = ['2024-02-29', '0001-01-01', '4713-03-01 BC', '300000-01-01', 'infinity']
const moments = [
  '2024-02-29 23:59:59.999999',
  '2024-03-31 02:30:00',
  '1969-12-31',
  '4713-03-01 BC',
  'infinity',
]
const texts = [
  '',
  ' ',
  '1',
  ' 1',
  '1 ',
  '+1',
  '01',
  '-0',
  '1.0',
  '1.5',
  '1e3',
  '1_000',
  '0x10',
  'abc',
  'NaN',
  'Infinity',
  '99999',
  '32768',
  '99999999999999999999',
  '1e400',
  '1e-400',
  '.5',
  '5.',
  '-',
  '٣',
  'true',
  't',
  'yes',
  'TRUE',
  'of',
  '2024-02-30',
  '2024-02-29',
  '0000-01-01',
  '2024-13-01',

  '2024-02-29 10:00:00',
  '2024-02-29T10:00:00Z',
  '2024-02-29 25:00:00',
  '2024-02-29 10:00:00.5+05:45',
  'now',

  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
  '{"a": 1}',
  '{"a":1}',
  '{a}',
  '[1',
  '"x"',
  'null',
  '\\x00ff',
  '\\x0',
  '\\xzz',
  '10.0.0.1',
  '10.0.0.1/8',
  '{1,2}',
  '1 day',
  "it's",
]

const numbers = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(5,2)',
  'numeric(3,2)',
  'real',
  'double precision',
]
const others = [
  'boolean',
  'date',
  'timestamp',
  'timestamptz',
  'timestamptz(3)',
  'uuid',
  'bytea',
  'json',
  'jsonb',
  'inet',
]

const groups: readonly (readonly [from: string, values: readonly string[], to: readonly string[]])[] = [
  ['smallint', small, [...numbers, 'text', 'varchar(3)']],
  ['integer', whole, [...numbers, 'text', 'boolean']],
  ['bigint', [...whole, ...wide], [...numbers, 'text', 'varchar(4)', 'char(3)']],
  ['numeric', [...whole, ...wide, ...fractions, ...extremes], [...numbers, 'text']],
  ['numeric(12,3)', [...small, ...fractions.slice(0, 6)], [...numbers, 'text']],
  ['real', [...whole, '0.1', '1e-40', '1e38', 'NaN', 'Infinity', '-0'], [...numbers, 'text']],
  ['double precision', [...whole, ...wide, ...fractions, ...doubles], [...numbers, 'text']],
  ['date', days, ['timestamp', 'timestamptz', 'text', 'varchar(10)']],
  ['timestamp', moments, ['date', 'timestamptz', 'timestamp(3)', 'timestamp(0)', 'text']],
  ['timestamptz', moments, ['date', 'timestamp', 'timestamptz(3)', 'text']],
  ['text', texts, [...numbers, ...others, 'text', 'varchar(4)', 'char(4)', 'integer[]', 'interval']],
  [
    'varchar(20)',
    texts.filter(({ length }) => length <= 20),
    ['integer', 'varchar(3)', 'text', 'date', 'jsonb'],
  ],
  ['json', ['{"a":1}', '[1,  2]', 'null', '"\\u0000"'], ['jsonb', 'text']],
  ['uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'], ['text', 'varchar(5)']],
]

/** What a plain cast and the way back do to one value, each tried by itself. */
const survives = async (ask: Ask, text: string, from: string, to: string): Promise<boolean> => {
  await ask(statement('savepoint tried'))
  try {
    const base = from.replace(/\(.*\)/, '')
    const isNumber = /^(?:smallint|integer|bigint|numeric)/.test(from)
    const same = isNumber ? 'again = held' : 'again::text collate "C" = held::text collate "C"'
    const rows = await ask(
      statement(
        `select ${same} from (select held, (held::${to})::${base} as again from (select $1::text::${from} as held) a) b`,
        [text],
      ),
    )
    return rows[0]?.[0] === true
  } catch {
    await ask(statement('rollback to savepoint tried'))
    return false
  }
}

const newest = dialect(undefined)
/** What is done on a server that cannot be asked whether a text is a value. */
const older = {
  ...newest,
  proof: { ...newest.proof, engineVersion: statement(`select '150000'`) },
}
const spoken = [
  ['this server', newest],
  ['version 15', older],
] as const

const runs = groups.flatMap(([from, values, types]) =>
  spoken.map(([version, spelt]) => ({ from, values, types, version, spelt })),
)

for (const { from, values, types, version, spelt } of runs) {
  test(`auditTypeChange() says of each ${from} what a cast would do to it, as on ${version}`, async () => {
    const driver = await testDriver({ max: 1 })
    const connection = await connectionOf(driver)
    const ask = asking(driver, connection)
    const table = name()
    await ask(statement('begin'))
    await ask(statement(`create table "${table}" (id int primary key, held ${from})`))
    for (const [id, value] of values.entries())
      await ask(statement(`insert into "${table}" values (${id}, $1::text::${from})`, [value]))
    for (const to of types) {
      const lost: number[] = []
      for (const [id, value] of values.entries()) if (!(await survives(ask, value, from, to))) lost.push(id)
      const audit = await auditTypeChange(ask, spelt, {
        table,
        key: ['id'],
        column: 'held',
        from,
        to,
        samples: 1_000,
      })
      const said = audit.samples.map(([id]) => values[Number(id)])
      expect([to, ...said]).toStrictEqual([to, ...lost.map((id) => values[id])])
      expect(audit).toMatchObject({
        rows: values.length,
        nulls: 0,
        lossless: values.length - lost.length,
        isComplete: true,
      })
    }
    await ask(statement('rollback'))
  })
}
