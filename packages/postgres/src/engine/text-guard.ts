import { numberGuard, type CastGuard } from './number-guard.ts'
import { typeOf, type TypeName } from './type-name.ts'

/** Since this version the server can say whether a text is a value of a type. */
const canAsk = 160_000

/** The guard for texts: the server's own test, or a pattern that lets only such texts pass as are values without doubt. */
export const textGuard = (value: string, to: TypeName, version: number): CastGuard | undefined => {
  const number = beyondNumbers(to)
  if (version >= canAsk) {
    const passes = `pg_input_is_valid(${value}::text, '${to.text.replaceAll("'", "''")}')`
    return { passes, outOfRange: number }
  }
  const passes = pattern(value, to)
  return passes === undefined ? undefined : { passes, outOfRange: number }
}

// The class of digits holds those of other scripts too, which no type reads.
const whole = `^[ \\t\\n\\r]*[+-]?[0-9]+[ \\t\\n\\r]*$`
const decimal = `^[ \\t\\n\\r]*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?[ \\t\\n\\r]*$`
// Years beyond are counted as lost.
const day = `(?!0000)[0-9]{4}-[0-9][0-9]-[0-9][0-9]`
const clock = `([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?`
const zone = `(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?`

const numbers: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
])

/** Digits of a number that is too large. */
const beyondNumbers = (to: TypeName): string => {
  if (!numbers.has(to.base)) return 'false'
  const { passes } = numberGuard('held::numeric', typeOf('numeric'), to)
  return `case when length(held) < 256 and held ~ '${decimal}' then not ${passes} else false end`
}

const pattern = (value: string, to: TypeName): string | undefined => {
  const like = (expression: string): string => `${value} ~ '${expression}'`
  // A bound within a pattern makes it many times slower.
  const digits = (expression: string): string => `length(${value}) < 256 and ${like(expression)}`
  if (numbers.has(to.base)) {
    const { passes } = numberGuard(`${value}::numeric`, typeOf('numeric'), to)
    const isWhole = to.base !== 'numeric' && to.base !== 'real' && to.base !== 'double precision'
    const number = `case when ${digits(isWhole ? whole : decimal)} then ${passes} else false end`
    if (isWhole) return number
    const special = to.modifiers.length > 0 ? `'NaN'` : `'NaN', 'Infinity', '-Infinity'`
    return `(${value} in (${special}) or ${number})`
  }
  switch (to.base) {
    case 'boolean':
      return `lower(trim(${value})) in ('true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', 'on', 'off', '1', '0')`
    case 'uuid':
      return like(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
    case 'bytea':
      return like(`^\\\\x([0-9a-fA-F]{2})*$`)
    case 'date':
      return `(${like(`^${day}$`)} and ${isDay(value)})`
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return `(${like(`^${day}([ T]${clock}${zone})?$`)} and ${isDay(value)})`
    default:
      return undefined
  }
}

/** A path of JSON can be tried without failing, and knows the calendar. */
const isDay = (value: string): string =>
  `(to_jsonb(left(${value}, 10)) @? '$.datetime("YYYY-MM-DD")') is true`
