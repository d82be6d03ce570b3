import type { Dialect } from '@holdfast/core'

type Path = readonly (string | number)[]

/** A JSON pointer: the engine's own paths know no empty key, and a star in them means any. */
const pointer = (path: Path): string =>
  path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** A pointer does not tell an element from a property that is a number, so the container is asked where it could be either. */
const containers = (path: Path): readonly (readonly [at: string, type: 'ARRAY' | 'OBJECT'])[] =>
  path.flatMap((segment, index) => {
    if (typeof segment === 'string' && !/^\d+$/.test(segment)) return []
    return [[pointer(path.slice(0, index)), typeof segment === 'number' ? 'ARRAY' : 'OBJECT'] as const]
  })

export const jsonTest: Dialect['jsonTest'] = (column, path, test, bind) => {
  const at = `${bind(pointer(path))}::varchar`
  const isThere = containers(path).map(
    ([container, type]) =>
      `json_type(${column}${container === '' ? '' : `, ${bind(container)}::varchar`}) = '${type}' and `,
  )
  const type = `${isThere.join('')}json_type(${column}, ${at})`
  if (test === undefined) return `(${type} is not null)`
  const { sign, value } = test
  if (typeof value === 'string') {
    return `(${type} = 'VARCHAR' and json_extract_string(${column}, ${at}) ${sign} ${bind(value)}::varchar)`
  }
  if (typeof value === 'number') {
    return `(${type} in ('BIGINT', 'UBIGINT', 'DOUBLE') and try_cast(json_extract(${column}, ${at}) as double) ${sign} ${bind(value)}::double)`
  }
  if (value === null) return `(${type} = 'NULL')`
  return `(${type} = 'BOOLEAN' and json_extract_string(${column}, ${at}) = '${String(value)}')`
}
