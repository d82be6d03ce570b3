import { execFile } from 'node:child_process'
import { chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type Account, runAs } from './account.ts'

const run = promisify(execFile)

/** A new private folder that belongs to the account. */
export async function makeServerFolder(name: string, account: Account | undefined): Promise<string> {
  const folder = await mkdtemp(join(await temporaryRoot(account), `holdfast-${name}-`))
  if (account) await chown(folder, account.uid, account.gid)
  return folder
}

/** Where temporary files go that the account can reach. TMPDIR may lie in a home that only its owner enters. */
export async function temporaryRoot(account: Account | undefined): Promise<string> {
  if (!account) return tmpdir()
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) {
    const reachable = await run('test', ['-x', folder], { ...runAs(account), cwd: '/' }).then(
      () => true,
      () => false,
    )
    if (reachable) return folder
  }
  throw new Error(
    `The account ${account.name} can reach no temporary folder. Set TMPDIR to one it can enter.`,
  )
}
