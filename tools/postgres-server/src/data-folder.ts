import { execFile } from 'node:child_process'
import { chown, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type Account, runAs } from './account.ts'

const run = promisify(execFile)

export interface DataFolderOptions {
  readonly programs: string
  readonly directory: string
  readonly password: string
  readonly account: Account | undefined
}

/** Makes `data` below the directory: a new cluster with one superuser, `postgres`. */
export async function makeDataFolder({
  programs,
  directory,
  password,
  account,
}: DataFolderOptions): Promise<string> {
  const data = join(directory, 'data')
  const passwordFile = join(directory, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account) await chown(passwordFile, account.uid, account.gid)
  try {
    await run(
      join(programs, 'bin', 'initdb'),
      [
        `--pgdata=${data}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // As most servers are in real life: text sorts by language, unless a query says COLLATE "C".
        '--locale-provider=icu',
        '--icu-locale=en-US',
        '--locale=C',
        '--no-instructions',
        '--no-sync',
      ],
      { ...runAs(account), cwd: directory, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' } },
    )
  } catch (cause) {
    const { stderr } = cause as { stderr?: string }
    throw new Error(`initdb could not make ${data}: ${stderr ?? (cause as Error).message}`, { cause })
  }
  await rm(passwordFile)
  return data
}
