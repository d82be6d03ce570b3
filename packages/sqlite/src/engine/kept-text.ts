import type { TrackedColumn } from '@holdfast/core'
import { quote } from './quote.ts'

/** A text as a literal. */
export const textOf = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The value of a column as the JSON in which a change keeps it; an expression that is never null. */
export const keptText = (ref: 'old' | 'new', { name, kind, scale = 0 }: TrackedColumn): string => {
  const value = `${ref}.${quote(name)}`
  switch (kind) {
    case 'integer':
    case 'real':
    case 'timestamp':
      return `json_quote(${value})`
    case 'boolean':
      return `case ${value} when 1 then 'true' when 0 then 'false' else 'null' end`
    case 'bigint':
      return `json_quote(cast(${value} as text))`
    case 'decimal':
      return `json_quote(${decimalText(value, scale)})`
    case 'bytes':
      return `iif(${value} is null, 'null', json_quote(lower(hex(${value}))))`
    default:
      // What a JSON function has made would be kept as JSON and not as text.
      return `json_quote(${value} || '')`
  }
}

/** From the units of its last digit. */
const decimalText = (value: string, scale: number): string => {
  if (scale === 0) return `cast(${value} as text)`
  const one = `1${'0'.repeat(scale)}`
  return `iif(${value} is null, null, printf('%s%d.%0${scale}d', iif(${value} < 0, '-', ''), abs(${value} / ${one}), abs(${value} % ${one})))`
}

/** One field of a change, as `"name":[kind,old,new]`. */
export const keptChange = ({ name, kind, redacted }: TrackedColumn, old: string, now: string): string => {
  const property = JSON.stringify(name)
  return redacted === true
    ? textOf(`${property}:["redacted"]`)
    : `${textOf(`${property}:["${kind}",`)} || ${old} || ',' || ${now} || ']'`
}
