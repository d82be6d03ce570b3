/** Names as every engine takes them that reads the standard's quotes. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
