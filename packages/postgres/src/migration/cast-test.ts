import type { CastChange, CastTest } from '@holdfast/core'
import { guardOf } from '../engine/cast-guard.ts'
import { quote } from '../engine/quote.ts'
import { isText, typeOf, type TypeName } from '../engine/type-name.ts'

/**
 * A cast that fails takes the transaction with it, and before version 16 nothing tries one. So a value is cast only where a test
 * says that it will not fail; where there is no such test, whoever asks must be ready for it.
 */
export const castTest = (change: CastChange, version = '0'): CastTest => {
  const { using, back, range } = change
  const name = quote(change.column)
  const from = typeOf(change.from)
  const to = typeOf(change.to)
  const guard = using === undefined ? guardOf(name, from, to, Number(version)) : undefined
  const cast = using ?? `${name}::${to.text}`
  const inRange = range === undefined ? '' : ` and value between ${range[0]} and ${range[1]}`
  const beyond =
    range === undefined ? 'false' : `(value is not null and not value between ${range[0]} and ${range[1]})`
  return {
    value:
      guard === undefined || guard.passes === 'true' ? cast : `case when ${guard.passes} then ${cast} end`,
    // Without its length or precision, so that a value that was rounded up does not fail on the way back.
    again: back ?? `value::${from.base}`,
    same: `(${same(from)}${inRange})`,
    outOfRange: guard === undefined ? beyond : `((${guard.outOfRange}) or ${beyond})`,
    fence: 'offset 0',
    mayFail: guard === undefined,
  }
}

/** Numbers are compared as such, everything else as text, which tells more: -0 from 0, a month from thirty days, JSON from nothing. */
const same = (from: TypeName): string => {
  if (
    from.base === 'numeric' ||
    from.base === 'smallint' ||
    from.base === 'integer' ||
    from.base === 'bigint'
  )
    return 'again = held'
  return isText(from)
    ? 'again collate "C" = held collate "C"'
    : 'again::text collate "C" = held::text collate "C"'
}
