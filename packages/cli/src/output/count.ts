/** `1 migration`, `2 migrations`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
