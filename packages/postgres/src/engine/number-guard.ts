import type { TypeName } from './type-name.ts'

/** Conditions over a value that is not null. */
export interface CastGuard {
  /** Where it holds, neither the cast nor the way back fails. It never fails itself. */
  readonly passes: string
  /** Where the other does not hold: the new type has no room. Over `held`. */
  readonly outOfRange: string
}

/** A cast that never fails. */
export const always: CastGuard = { passes: 'true', outOfRange: 'false' }

const integers: Readonly<Record<string, readonly [least: string, greatest: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
}

/** The greatest whole number for which the way to a float and back stays within the type. */
const floatable: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  real: { smallint: '32767', integer: '2147483520', bigint: '9223371487098961920' },
  'double precision': { smallint: '32767', integer: '2147483647', bigint: '9223372036854774784' },
}

const isFloat = ({ base }: TypeName): boolean => base === 'real' || base === 'double precision'
export const isNumber = (type: TypeName): boolean =>
  type.base in integers || type.base === 'numeric' || isFloat(type)

export const numberGuard = (value: string, from: TypeName, to: TypeName): CastGuard => {
  const test = (expression: string): string => fits(expression, from, to)
  const passes = test(value)
  return passes === 'true' ? always : { passes, outOfRange: `not ${test('held')}` }
}

/** Not-a-number and infinities are greater or less than all numbers here, so they lie in no range. */
const fits = (value: string, from: TypeName, to: TypeName): string => {
  const range = integers[to.base]
  if (range !== undefined) {
    // As a double, the greatest bigint is the number above it.
    const isDouble = isFloat(from) && to.base === 'bigint'
    const below = isDouble ? `< 9223372036854775808` : `<= ${range[1]}`
    return `(${value} >= ${range[0]} and ${value} ${below})`
  }
  if (to.base === 'numeric') return to.modifiers.length === 0 ? 'true' : fitsDigits(value, to)
  const greatest = floatable[to.base]?.[from.base]
  if (greatest !== undefined) return `(${value} <= ${greatest})`
  if (from.base === 'real' || from.base === to.base) return 'true'
  const [least, most] =
    to.base === 'real' ? ['1.2e-38', '3.4028234e38'] : ['2.3e-308', '1.7976931348623157e308']
  return `(${value} in (0, 'NaN', 'Infinity', '-Infinity') or abs(${value}) between ${least} and ${most})`
}

const fitsDigits = (value: string, { modifiers: [precision = 0, scale = 0] }: TypeName): string =>
  `(${value}::numeric = 'NaN' or abs(round(${value}::numeric, ${scale})) < 1e${precision - scale}::numeric)`
