import { sql, type SQL } from 'drizzle-orm'

/** For Drizzle's `onConflictDoUpdate`: each of these properties as the row that was refused has it. */
export const excluded = (properties: readonly string[]): Record<string, SQL> =>
  Object.fromEntries(
    properties.map((property) => [
      property,
      sql.raw(`excluded.${property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`),
    ]),
  )
