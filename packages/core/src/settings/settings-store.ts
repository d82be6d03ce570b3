/** The key-value store that settings of this name are kept in: one that nobody names by chance. */
export const settingsStore = (name: string): string => `\u0001s${name}`
