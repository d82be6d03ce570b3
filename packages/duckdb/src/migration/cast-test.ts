import type { CastChange, CastTest } from '@holdfast/core'
import { quote } from '../engine/quote.ts'

/** The engine can try a cast, but one that succeeds may have rounded: so a value is lost when it does not come back as it was. */
export function castTest({ column, from, to, using, back, range }: CastChange): CastTest {
  const name = quote(column)
  return {
    value: using === undefined ? `try_cast(${name} as ${to})` : `try(${using})`,
    again: back === undefined ? `try_cast(value as ${from})` : `try(${back})`,
    same: `(${same(from)}${range === undefined ? '' : ` and value between ${range[0]} and ${range[1]}`})`,
    outOfRange:
      range === undefined ? beyond(to) : `(${beyond(to)} or value not between ${range[0]} and ${range[1]})`,
    mayFail: false,
  }
}

const integers = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INT\d+|BOOLEAN|UUID|DATE|BLOB)$/i

/** Texts tell -0.0 from 0.0, a month from thirty days and one nested value from another, and compare by no collation as bytes. */
const same = (from: string): string =>
  integers.test(from.trim()) ? 'again = held' : 'encode(again::varchar) = encode(held::varchar)'

const numeric =
  /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INT\d+|LONG|SHORT|FLOAT\d*|REAL|DOUBLE|DEC(?:IMAL)?|NUMERIC)\b/i

/** A number, and no number of the new type. */
const beyond = (to: string): string =>
  numeric.test(to.trim()) ? '(value is null and try_cast(held as double) is not null)' : 'false'
