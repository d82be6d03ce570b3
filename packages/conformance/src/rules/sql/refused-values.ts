import {
  boolean,
  bytes,
  integer,
  json,
  sql,
  text,
  timestamp,
  uuid,
  type Bindable,
  type Column,
} from '@holdfast/core'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const refused: readonly (readonly [string, string, () => Column, readonly Bindable[]])[] = [
  ['integer beyond the safe range', 'bigint', integer, [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n]],
  ['text as integer', 'text', integer, ['a', '']],
  ['text as boolean', 'text', boolean, ['maybe']],
  ['text as timestamp', 'text', timestamp, ['yesterday']],
  ['text as bytes', 'text', bytes, ['00']],
  ['bytes as text', 'bytea', text, [Uint8Array.of(255, 254)]],
  ['a fraction as integer', 'double precision', integer, [1.5]],
  ['text that is no JSON as json', 'text', () => json(), ['{']],
  ['text that is no UUID as uuid', 'text', uuid, ['not a uuid']],
]

export const sqlRefusedValues: readonly Rule[] = refused.map(([what, ddl, column, values]) =>
  rule({
    id: `sql.value.refuses-${what.replaceAll(' ', '-')}`,
    title: `.as() refuses to read ${what} with invalid-value`,
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(`v ${ddl}`))
      for (const value of values) {
        await context.session.run(sql`delete from ${table}`)
        await context.session.run(sql`insert into ${table} values (${value})`)
        await refusal('invalid-value', () =>
          context.session.all(sql`select v from ${table}`.as({ v: column() })),
        )
      }
    },
  }),
)
