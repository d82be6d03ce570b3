import { always, isNumber, numberGuard, type CastGuard } from './number-guard.ts'
import { textGuard } from './text-guard.ts'
import { isText, type TypeName } from './type-name.ts'

const isMoment = ({ base }: TypeName): boolean => base.startsWith('timestamp with') || base === 'date'

/** The guard for a cast, or `undefined` where there is none. */
export const guardOf = (
  value: string,
  from: TypeName,
  to: TypeName,
  version: number,
): CastGuard | undefined => {
  if (isText(to)) return shortEnough(value, from, to)
  if (isNumber(from) && isNumber(to)) return numberGuard(value, from, to)
  if (isMoment(from) && isMoment(to)) return momentGuard(value, from, to)
  if (from.text.toLowerCase() === to.text.toLowerCase()) return always
  return isText(from) ? textGuard(value, to, version) : undefined
}

const shortEnough = (value: string, from: TypeName, { modifiers, base }: TypeName): CastGuard => {
  const most = modifiers[0] ?? (base === 'character' ? 1 : undefined)
  if (most === undefined) return always
  const length = (expression: string): string =>
    `length(${expression}${isText(from) ? '' : '::text'}) <= ${most}`
  return { passes: length(value), outOfRange: `not ${length('held')}` }
}

/** A date reaches further than a timestamp. */
const momentGuard = (value: string, from: TypeName, to: TypeName): CastGuard => {
  if (from.base !== 'date' || to.base === 'date') return always
  const test = (expression: string): string =>
    `(not isfinite(${expression}) or ${expression} between '4713-02-01 BC' and '294275-12-31')`
  return { passes: test(value), outOfRange: `not ${test('held')}` }
}
