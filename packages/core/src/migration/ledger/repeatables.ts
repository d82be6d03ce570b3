import type { AppliedRepeatable } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import { hasCode } from '../../errors.ts'
import type { Ledger } from './ledger.ts'

/** The repeatable texts of a line as they ran last, by name. None where the table is not there yet. */
export const readRepeatables = async (
  session: Session,
  { line, tables }: Ledger,
): Promise<readonly AppliedRepeatable[]> => {
  const found: AppliedRepeatable[] = []
  try {
    for await (const { line: _, ...row } of session.records(tables.repeatables).walk({ where: { line } }))
      found.push(row)
  } catch (error) {
    if (!hasCode(error, 'no-table')) throw error
  }
  return found
}

/** The checksum with which one ran last. */
export const repeatedAs = async (
  session: Session,
  { line, tables }: Ledger,
  name: string,
): Promise<string | undefined> => (await session.records(tables.repeatables).get({ line, name }))?.checksum
