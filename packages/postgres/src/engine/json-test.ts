import type { Dialect } from '@holdfast/core'

/** Strict, so that a label finds properties alone and an index elements alone; JSON's quoting is jsonpath's too. */
const pathText = (path: readonly (string | number)[]): string =>
  `strict $${path.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${JSON.stringify(segment)}`)).join('')}`

// Halfway from zero to the least double, and from the greatest one to the next that there would be: where rounding changes sides.
const least = '2.470328229206232720882843964342e-324'
const greatest = '1.797693134862315807937289714053e308'

/** What a numeric becomes when it is read as a double; a cast fails where the answer is zero or infinite. */
const asDouble = (number: string): string =>
  `case when abs(${number}) >= ${greatest} then sign(${number}) * 'infinity'::float8 when abs(${number}) <= ${least} then 0 else ${number}::float8 end`

/** Every parameter has its type written: nothing else would tell it. */
export const jsonTest: Dialect['jsonTest'] = (column, path, test, bind) => {
  const found = `jsonb_path_query_first(${column}, ${bind(pathText(path))}::jsonpath, '{}', true)`
  if (test === undefined) return `${found} is not null`
  const { sign, value } = test
  if (typeof value === 'string') {
    return `(case when jsonb_typeof(${found}) = 'string' then ((${found} #>> '{}') collate "C") ${sign} ${bind(value)}::text else false end)`
  }
  if (typeof value === 'number') {
    // The branch of another type must not be reached: the cast would fail.
    return `(case when jsonb_typeof(${found}) = 'number' then (${asDouble(`${found}::numeric`)}) ${sign} ${bind(value)}::float8 else false end)`
  }
  return `${found} = '${String(value)}'::jsonb`
}
