import type { Workshop } from '../workshop.ts'

/** The engine with its version, to which hashes belong. */
export const engineOf = ({ engine: { driver } }: Pick<Workshop, 'engine'>): string =>
  `${driver.facts.engine} ${driver.facts.version}`
