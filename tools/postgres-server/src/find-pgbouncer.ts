import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Debian puts it into /usr/sbin, which an ordinary user's PATH leaves out. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

/** The machine's `pgbouncer`. */
export async function findPgBouncer(within: readonly string[] = folders): Promise<string> {
  for (const folder of within.filter(Boolean)) {
    const program = join(folder, 'pgbouncer')
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return program
  }
  throw new Error(
    'There is no pgbouncer on this machine. Install it: apt-get install pgbouncer, or brew install pgbouncer.',
  )
}
