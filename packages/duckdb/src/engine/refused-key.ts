import type { UniqueKey } from './unique-keys.ts'

/** Names for an error that quotes values: its own words are never taken for a name. */
export interface RefusedKey {
  readonly table?: string | undefined
  readonly columns?: readonly string[] | undefined
}

/** Beside the error, so that the driver's own object reaches the caller as the cause, unchanged. */
const refused = new WeakMap<object, RefusedKey>()

export const refusedKey = (error: unknown): RefusedKey | undefined =>
  typeof error === 'object' && error !== null ? refused.get(error) : undefined

const told = /Duplicate key "([^]*)" violates (primary key|unique) constraint/

/** Against rows of its own statement or transaction the engine tells the values only. */
const untold = /PRIMARY KEY or UNIQUE constraint violation: duplicate key "/

/** Asks the engine for the keys of tables, beside a transaction that may have failed; so what it defined itself is not seen. */
export type KeysOf = (tables: readonly string[]) => Promise<readonly UniqueKey[]>

/** Notes which key refused a row, where the engine refused one for that. */
export const nameKey = async (
  error: unknown,
  keysOf: KeysOf,
  tables: () => readonly string[],
): Promise<void> => {
  if (!(error instanceof Error) || !(told.test(error.message) || untold.test(error.message))) return
  const names = tables()
  const keys = names.length === 0 ? [] : await keysOf(names)
  if (keys.length > 0) refused.set(error, keyIn(error.message, keys))
}

/**
 * Which of the keys the message can mean. A value may hold anything, also `", b: "`, so columns are named only if every other key is out
 * of the question.
 */
const keyIn = (message: string, keys: readonly UniqueKey[]): RefusedKey => {
  const [, text, kind] = told.exec(message) ?? []
  const possible = keys.filter(
    ({ isPrimary, columns }) =>
      text === undefined ||
      (isPrimary === (kind === 'primary key') && (columns === undefined || canBe(text, columns))),
  )
  return {
    table: theOnly(possible.map(({ table }) => table)),
    columns: theOnly(possible.map(({ columns }) => columns)),
  }
}

/** Whether a text can be `a: 1, b: 2` of these columns. */
const canBe = (text: string, columns: readonly string[]): boolean => {
  let from = 0
  for (const [index, column] of columns.entries()) {
    const head = index === 0 ? `${column}: ` : `, ${column}: `
    const at = index === 0 ? (text.startsWith(head) ? 0 : -1) : text.indexOf(head, from)
    if (at < 0) return false
    from = at + head.length
  }
  return true
}

const theOnly = <T>(values: readonly T[]): T | undefined => {
  const [first] = values
  const text = JSON.stringify(first)
  return values.every((value) => JSON.stringify(value) === text) ? first : undefined
}
