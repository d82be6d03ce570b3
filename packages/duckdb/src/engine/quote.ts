/** Quotes an identifier, doubling the quote inside. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** The schema alone: which catalog it is in follows from the connection, and a shared file may be called by two names. */
export const table = (name: string): string => `"main".${quote(name)}`
