import type { Dialect } from '@holdfast/core'

/** Quoted as JSON, so that no dot, bracket, quote or empty key is taken for syntax: a label finds properties alone, an index elements alone. */
const pathText = (path: readonly (string | number)[]): string =>
  `$${path.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${JSON.stringify(segment)}`)).join('')}`

export const jsonTest: Dialect['jsonTest'] = (column, path, test, bind) => {
  const at = bind(pathText(path))
  const type = `json_type(${column}, ${at})`
  if (test === undefined) return `${type} is not null`
  const { sign, value } = test
  if (typeof value === 'string') {
    return `(${type} = 'text' and json_extract(${column}, ${at}) ${sign} ${bind(value)})`
  }
  if (typeof value === 'number') {
    // Integers beyond 2^53 are kept as they are, but compare as the doubles that they are read as.
    return `(${type} in ('integer', 'real') and cast(json_extract(${column}, ${at}) as real) ${sign} ${bind(value)})`
  }
  return `${type} = '${String(value)}'`
}
