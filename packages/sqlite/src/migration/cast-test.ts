import type { CastChange, CastTest } from '@holdfast/core'
import { quote } from '../engine/quote.ts'

/** The engine never refuses a cast: it cuts, clamps and guesses. So a value is lost when it does not come back as it was. */
export function castTest({ column, from, to, using, back, range }: CastChange): CastTest {
  const name = quote(column)
  return {
    value: using ?? (/^\s*any\s*$/i.test(to) ? name : `cast(${name} as ${to})`),
    again: back ?? asBefore,
    same: `(${back === undefined ? (holdsTexts(from) ? isSameText : isAsBefore) : 'again is held collate binary and typeof(again) = typeof(held)'}${range === undefined ? '' : ` and ${within(range)}`})`,
    outOfRange: range === undefined ? beyond : `(${beyond} or not ${within(range)})`,
    mayFail: false,
  }
}

/** A column may hold values of any class, whatever its type says. */
const asBefore = `case typeof(held) when 'integer' then cast(value as integer) when 'real' then cast(value as real) when 'blob' then cast(value as blob) else cast(value as text) end`

/** The same, judged at once: the engine would work `again` out for each place where it stands. */
const isAsBefore = `case typeof(held) when 'integer' then cast(value as integer) is held when 'real' then cast(value as real) is held when 'blob' then cast(value as blob) is held else cast(value as text) is held collate binary end`

/** Whether the engine makes a text of each number that such a column is given. */
const holdsTexts = (type: string): boolean => !/int/i.test(type) && /char|clob|text/i.test(type)

/** Such a column holds texts, so this is asked first: to ask for the class takes as long as to convert twice. Of a blob it never holds. */
const isSameText = `case when cast(value as text) is held collate binary then 1 else ${isAsBefore} end`

/** A number that was clamped to 64 bits: one of more than 18 digits, with nothing else in it. */
const beyond =
  `(typeof(value) = 'integer' and case typeof(held) when 'real' then abs(held) >= 9223372036854775808.0 ` +
  `when 'text' then ltrim(held, '+-') glob '[0-9]*' and ltrim(held, '+-') not glob '*[^0-9]*' and abs(cast(held as real)) >= 9223372036854775808.0 else 0 end)`

const within = ([least, greatest]: readonly [number | bigint, number | bigint]): string =>
  `(typeof(value) in ('integer', 'real') and value between ${least} and ${greatest})`
