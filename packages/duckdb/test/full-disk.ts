import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FillablePlace } from '@holdfast/conformance'
import { duckdb, type DuckdbOptions } from '../src/index.ts'

/** Whether this process may mount a file system. */
export const canMount: boolean = process.platform === 'linux' && process.getuid?.() === 0

/** A file system of 8 MiB in memory, which a ballast file fills. */
export const fullDisk = async (options: DuckdbOptions = {}): Promise<FillablePlace> => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-duckdb-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder])
  const address = join(folder, 'app.duckdb')
  const ballast = join(folder, 'ballast')
  return {
    address,
    backend: () => duckdb(address, options),
    fill: async () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    },
    free: async () => rmSync(ballast, { force: true }),
    destroy: () => {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}
