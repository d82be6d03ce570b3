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
  refuseTransactionControl(text, action)
  return { text, values, cache }
}

const control =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|;)*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b/i

/** A transaction ended behind our back would break every promise about it. */
const refuseTransactionControl = (text: string, action: string): void => {
  const word = control.exec(text)?.[1]
  if (word !== undefined) {
    throw new TypeError(`Cannot ${action}: ${word.toUpperCase()} is not for raw SQL; use transaction()`)
  }
}
