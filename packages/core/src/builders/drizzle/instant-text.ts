/** As servers write an instant in UTC: `2024-02-29 12:34:56.78`, and `+00` behind it where the column has a zone. */
export const instantText = (instant: Date, hasZone: boolean): string =>
  instant
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, hasZone ? '+00' : '')
