import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { startPostgres } from '../src/index.ts'

const keeper = join(import.meta.dirname, '..', 'keeper.mjs')

describe('keeper.mjs', () => {
  test('stops a server and removes its folder when its owner is gone', async () => {
    const server = await startPostgres()
    const owned = spawn(process.execPath, [keeper], { stdio: ['pipe', 'ignore', 'inherit'] })
    const { directory } = server
    owned.stdin.end(
      `${JSON.stringify({ keep: { directory, pidFile: join(directory, 'data', 'postmaster.pid') } })}\n`,
    )

    await expect.poll(() => existsSync(directory), { timeout: 15_000 }).toBe(false)
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  })
})
