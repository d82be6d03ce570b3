import type { JsonScalar } from '../contracts/filter.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'
import { anyOf, allOf, not, type PathSegment, type Predicate, type Test } from './predicate.ts'
import { checkListed, mostListedAtPath } from './listed-values.ts'
import { checkText } from './text.ts'

const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'notIn', 'exists']

/** Checks a condition on what a JSON column holds at a path. */
export function checkPathCondition(
  column: ColumnSchema,
  condition: Readonly<Record<string, unknown>>,
  what: string,
): Predicate {
  const path = checkPath(condition['path'], what)
  const keys = Object.keys(condition).filter((key) => key !== 'path')
  if (keys.length === 0)
    throw new TypeError(`Cannot ${what}: say what holds at the path, as { path: […], eq: 1 }`)
  const test = (test: Test, value: unknown): Predicate => ({
    op: 'path',
    column,
    path,
    test,
    value: checkScalar(value, what, test !== 'eq'),
  })
  return allOf(
    keys.map((key) => {
      const value = condition[key]
      switch (key) {
        case 'eq':
          return test('eq', value)
        case 'ne':
          return not(test('eq', value))
        case 'gt':
        case 'gte':
        case 'lt':
        case 'lte':
          return test(key, value)
        case 'in':
        case 'notIn': {
          if (!Array.isArray(value)) throw new TypeError(`Cannot ${what}: "${key}" takes an array`)
          checkListed(value, mostListedAtPath, what)
          const isOne = anyOf(Array.from(value, (one: unknown) => test('eq', one)))
          return key === 'in' ? isOne : not(isOne)
        }
        case 'exists': {
          if (typeof value !== 'boolean') throw new TypeError(`Cannot ${what}: exists takes true or false`)
          const exists: Predicate = { op: 'path-exists', column, path }
          return value ? exists : not(exists)
        }
        default:
          throw new TypeError(
            `Cannot ${what}: there is no operator ${JSON.stringify(key)}; the operators are ${operators.join(', ')}`,
          )
      }
    }),
  )
}

function checkPath(path: unknown, what: string): readonly PathSegment[] {
  if (!Array.isArray(path) || path.length === 0 || path.length > 32) {
    throw new TypeError(`Cannot ${what}: the path must be an array of 1 to 32 property names and indexes`)
  }
  return Array.from(path, (segment: unknown) => {
    if (typeof segment === 'string') {
      checkText(segment, what)
      return segment
    }
    if (typeof segment === 'number' && Number.isInteger(segment) && segment >= 0 && segment < 2 ** 31)
      return segment
    throw new TypeError(`Cannot ${what}: a part of the path must be a string, or an index from 0`)
  })
}

function checkScalar(value: unknown, what: string, isOrdered: boolean): JsonScalar {
  if (typeof value === 'string') {
    checkText(value, what)
    return value
  }
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value + 0
    throw new HoldfastError('invalid-value', `Cannot ${what}: a number must be finite`)
  }
  if (!isOrdered && (typeof value === 'boolean' || value === null)) return value
  throw new TypeError(
    `Cannot ${what}: compare with a string or a number${isOrdered ? '' : ', a boolean or null'}`,
  )
}
