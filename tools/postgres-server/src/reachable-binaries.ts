import { execFile } from 'node:child_process'
import { chmod, cp, lstat, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type Account, runAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { temporaryRoot } from './server-folder.ts'

const run = promisify(execFile)

/**
 * The folder of the programs, as the account can run them. A checkout below a home that only root enters is copied to
 * the temporary folder, once for each version; the copy stays for the next run.
 */
export async function reachableBinaries(binaries: Binaries, account: Account | undefined): Promise<string> {
  if (await canRun(binaries.directory, account)) return binaries.directory
  const root = await temporaryRoot(account)
  const copy = join(root, `holdfast-postgres-programs-${binaries.version}`)
  if (!(await isOurs(copy))) await copyTo(copy, binaries.directory, root)
  if ((await isOurs(copy)) && (await canRun(copy, account))) return copy
  throw new Error(`PostgreSQL's programs in ${copy} do not run. Remove that folder and try again.`)
}

async function canRun(directory: string, account: Account | undefined): Promise<boolean> {
  try {
    await run(join(directory, 'bin', 'postgres'), ['--version'], { ...runAs(account), cwd: '/' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false
    throw new Error(
      `PostgreSQL's programs in ${directory} do not run: ${(error as Error).message}\n` +
        'If npm ran no install scripts, "npm rebuild" repairs the libraries\' links.',
      { cause: error },
    )
  }
}

/** Anybody may make a folder of that name in a shared temporary folder: only our own is trusted. */
async function isOurs(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined)
  return (
    found !== undefined &&
    found.isDirectory() &&
    found.uid === process.getuid?.() &&
    (found.mode & 0o022) === 0
  )
}

/** Copied aside and renamed: another process sees the whole copy or none. Whoever is second keeps the first one's. */
async function copyTo(copy: string, source: string, root: string): Promise<void> {
  const draft = await mkdtemp(join(root, 'holdfast-postgres-copy-'))
  try {
    await cp(source, draft, { recursive: true, verbatimSymlinks: true })
    await chmod(draft, 0o755)
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}
