/** Quotes an identifier, doubling the quote inside. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** The schema alone: which catalog it is in follows from the connection, and a shared file may be called by two names. */
export const table = (name: string): string => `"main".${quote(name)}`

/** A condition on the engine's lists: what is about the table `$1`. */
export const here = `database_name = current_database() and schema_name = 'main' and table_name = $1`
