/** Quotes an identifier, doubling the quote inside. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** How a table or an index is named in a statement. */
export type Qualify = (name: string) => string

/** A table's name, in its schema when one is set: no search path is relied on. */
export const qualify = (schema: string | undefined, table: string): string =>
  schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`
