import type { Limits } from '../contracts/capabilities.ts'
import { checkBindable } from '../door/bindable.ts'
import { HoldfastError } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import { isQuery, type Query } from './sql.ts'
import type { Bound, Statement } from './statement.ts'

/** The query, checked to come from the `sql` tag. */
export const requireQuery = (query: unknown, action: string): Query => {
  if (isQuery(query)) return query
  throw new TypeError(
    `Cannot ${action}: the statement must be made by the sql tag, sql\`…\`, not a ${typeof query}`,
  )
}

/** The text and values for one engine. Every value passes the door here, before anything is sent. */
export const compile = (query: Query, dialect: Dialect, limits: Limits, action: string): Statement => {
  let text = ''
  let cache = true
  const values: Bound[] = []
  for (const part of query.parts) {
    if ('text' in part) {
      text += part.text
      if (part.isRaw === true) cache = false
    } else if ('identifier' in part) {
      text += part.identifier.map((name) => dialect.quote(name)).join('.')
    } else if ('emptyList' in part) {
      text = closeEmptyList(text, action)
    } else if ('compiled' in part) {
      text = part.compiled
      for (const value of part.parameters)
        values.push(checkBindable(value, `${action}: parameter ${values.length + 1}`))
    } else {
      values.push(checkBindable(part.value, `${action}: parameter ${values.length + 1}`))
      text += dialect.placeholder(values.length)
    }
  }
  if (values.length > limits.parameters) {
    throw new HoldfastError(
      'too-large',
      `Cannot ${action}: ${values.length} parameters are more than the ${limits.parameters} allowed`,
    )
  }
  refuseWhatIsNoStatement(text, action)
  return { text, values, cache }
}

// Each character can be matched in one way only, so a hostile text costs no more than its length.
const nothing = String.raw`(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/|;)*`
const words = String.raw`(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b`
const control = new RegExp(`^${nothing}${words}`, 'i')
const empty = new RegExp(`^${nothing}$`)

/** A transaction ended behind our back would break every promise about it; engines differ on an empty text. */
const refuseWhatIsNoStatement = (text: string, action: string): void => {
  const word = control.exec(text)?.[1]
  if (word !== undefined) {
    throw new TypeError(`Cannot ${action}: ${word.toUpperCase()} is not for raw SQL; use transaction()`)
  }
  if (empty.test(text)) throw new HoldfastError('syntax', `Cannot ${action}: the statement is empty`)
}

/** `in ()` does not parse, and `in (null)` alone would make `not in` unknown for every row. */
const closeEmptyList = (text: string, action: string): string => {
  const head = text.replace(/\bnot\s+in\s*$/i, '')
  if (head !== text) return `${head}in (null) is not true`
  if (/\bin\s*$/i.test(text)) return `${text}(null) is true`
  throw new TypeError(`Cannot ${action}: an empty list can stand behind "in" or "not in" only`)
}
