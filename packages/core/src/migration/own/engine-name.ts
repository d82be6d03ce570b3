import type { Driver } from '../../database/driver.ts'

/** As `SQLite 3.53.2`. */
export const engineName = ({ facts: { engine, version } }: Pick<Driver, 'facts'>): string =>
  `${engine} ${version}`
