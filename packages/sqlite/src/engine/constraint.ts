import type { Failure } from '@holdfast/core'

type Names = Pick<Failure, 'constraint' | 'table' | 'columns'>

/**
 * The names in what the engine says about a refused row: `UNIQUE constraint failed: users.tenant, users.email`.
 * Only names are taken. A check without a name is told by its expression, which is not one.
 */
export function namesIn(message: string): Names {
  const index = /^UNIQUE constraint failed: index '(.+)'$/s.exec(message)?.[1]
  if (index !== undefined) return { constraint: index }
  const check = /^CHECK constraint failed: (.+)$/s.exec(message)?.[1]
  if (check !== undefined) return /^\w+$/.test(check) ? { constraint: check } : {}
  const listed = /^(?:UNIQUE|NOT NULL) constraint failed: (.+)$/s.exec(message)?.[1]
  if (listed !== undefined) return columnsIn(listed.split(', '))
  const typed = /^cannot store \w+ value in \w+ column (.+)$/s.exec(message)?.[1]
  return typed === undefined ? {} : columnsIn([typed])
}

// A name that itself holds a dot or a comma makes the list ambiguous: then nothing is claimed.
function columnsIn(qualified: readonly string[]): Names {
  const pairs = qualified.map((name) => name.split('.'))
  const table = pairs[0]?.[0]
  const columns = pairs.flatMap((pair) => (pair.length === 2 && pair[0] === table ? pair.slice(1) : []))
  return table !== undefined && columns.length === pairs.length ? { table, columns } : {}
}
