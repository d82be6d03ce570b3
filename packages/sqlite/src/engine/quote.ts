/** Quotes an identifier, doubling the quote inside. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`
