import type { ColumnModel } from '../../contracts/schema-model.ts'
import type { Dialect } from '../../database/dialect.ts'

type Key = readonly Pick<ColumnModel, 'name'>[]

/** A condition for keys behind this one. The first column alone comes first, because that is what every engine finds by index. */
export const behind = (key: Key, end: readonly string[], dialect: Dialect): string =>
  range(key, end, '>', '>', dialect)

/** A condition for keys up to this one, itself included. */
export const upTo = (key: Key, end: readonly string[], dialect: Dialect): string =>
  range(key, end, '<', '<=', dialect)

const range = (
  key: Key,
  end: readonly string[],
  sign: '<' | '>',
  last: '<=' | '>',
  { quote }: Dialect,
): string => {
  const columns = key.map(({ name }) => quote(name))
  const cases = columns.map((column, index) =>
    [
      ...columns.slice(0, index).map((before, at) => `${before} = ${end[at]!}`),
      `${column} ${index === columns.length - 1 ? last : sign} ${end[index]!}`,
    ].join(' and '),
  )
  if (cases.length === 1) return cases[0]!
  return `${columns[0]!} ${sign}= ${end[0]!} and (${cases.map((one) => `(${one})`).join(' or ')})`
}
