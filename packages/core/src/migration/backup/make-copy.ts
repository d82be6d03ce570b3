import type { DatabaseCopies, Driver } from '../../database/driver.ts'
import { toError } from '../../database/failure.ts'

/** Makes a copy and speaks of its failure as of any other. */
export const makeCopy = async (driver: Driver, copies: DatabaseCopies, file: string): Promise<void> => {
  try {
    await copies.make(file)
  } catch (error) {
    throw toError(driver, error, 'statement', 'copy the database')
  }
}
