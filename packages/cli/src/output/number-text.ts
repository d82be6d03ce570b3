/** The number of a migration as people read it; a repeatable one has none. */
export const numberText = (version: number): string => (version === 0 ? 'R' : String(version))
