import type { TrackedColumn } from '@holdfast/core'
import { quote } from './quote.ts'

/** A text as a literal. */
export const textOf = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The value of a column as the JSON in which a change keeps it; an expression that is never null. */
export const keptText = (ref: string, { name, kind }: TrackedColumn): string => {
  const value = `${ref}.${quote(name)}`
  const json = (expression: string): string => `coalesce(to_json(${expression})::text, 'null')`
  switch (kind) {
    case 'bigint':
    case 'decimal':
    case 'json':
    case 'text':
    case 'enum':
      return json(`${value}::text`)
    case 'bytes':
      return json(`encode(${value}, 'hex')`)
    case 'timestamp':
      // There are instants that are no number: of such the text is kept.
      return `case when isfinite(${value}) then (extract(epoch from ${value}) * 1000)::bigint::text else ${json(`${value}::text`)} end`
    default:
      // In JSON a date has one form, whatever the session's style.
      return json(value)
  }
}

/** One field of a change, as `"name":[kind,old,new]`. */
export const keptChange = ({ name, kind, redacted }: TrackedColumn, old: string, now: string): string => {
  const property = JSON.stringify(name)
  return redacted === true
    ? textOf(`${property}:["redacted"]`)
    : `${textOf(`${property}:["${kind}",`)} || ${old} || ',' || ${now} || ']'`
}
