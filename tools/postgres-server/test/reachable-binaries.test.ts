import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, onTestFinished, test } from 'vitest'

import { runAs, serverAccount } from '../src/account.ts'
import { installedBinaries } from '../src/binaries.ts'
import { makeDataFolder } from '../src/data-folder.ts'
import { reachableBinaries } from '../src/reachable-binaries.ts'
import { makeServerFolder } from '../src/server-folder.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

describe('reachableBinaries', () => {
  test.runIf(isRoot)(
    'copies programs out of a folder that only root enters, once for all who ask',
    async () => {
      const account = await serverAccount()
      const { directory } = await installedBinaries()
      const home = await mkdtemp(join(tmpdir(), 'holdfast-home-'))
      onTestFinished(() => rm(home, { recursive: true }))
      await cp(directory, join(home, 'native'), { recursive: true, verbatimSymlinks: true })
      await chmod(home, 0o700)

      const hidden = { directory: join(home, 'native'), version: `test-${process.pid}` }
      const [programs, ...others] = await Promise.all([1, 2, 3].map(() => reachableBinaries(hidden, account)))
      if (programs === undefined) throw new Error('unreachable')
      onTestFinished(() => rm(programs, { recursive: true }))
      expect(others).toEqual([programs, programs])
      expect(programs.startsWith(home)).toBe(false)

      const folder = await makeServerFolder('postgres', account)
      onTestFinished(() => rm(folder, { recursive: true }))
      const data = await makeDataFolder({ programs, directory: folder, password: 'secret', account })
      await run(join(programs, 'bin', 'postgres'), ['-D', data, '-C', 'port'], {
        ...runAs(account),
        cwd: folder,
      })
    },
  )

  test('leaves programs where they are when the server can run them there', async () => {
    const installed = await installedBinaries()
    expect(await reachableBinaries(installed, undefined)).toBe(installed.directory)
  })

  test('says what to do when the programs are broken', async () => {
    const nowhere = { directory: join(tmpdir(), 'holdfast-no-such-folder'), version: 'none' }
    await expect(reachableBinaries(nowhere, undefined)).rejects.toThrow(/npm rebuild/)
  })
})
