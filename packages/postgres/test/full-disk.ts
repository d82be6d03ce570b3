import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FillablePlace } from '@holdfast/conformance'
import { startPostgres } from '@holdfast/postgres-server'
import { administer, bytewise, databaseOn } from './places.ts'

/** Whether this process may mount a file system. */
export const canMount: boolean = process.platform === 'linux' && process.getuid?.() === 0

/** A server of its own whose tables lie on a file system of 32 MiB in memory, which a ballast file fills. */
export const fullDisk = async (): Promise<FillablePlace> => {
  const server = await startPostgres()
  const { uid, gid } = statSync(server.directory)
  // Where the server's own folder is, its account can go.
  const folder = mkdtempSync(join(dirname(server.directory), 'holdfast-postgres-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', folder])
  chownSync(folder, uid, gid)
  const ballast = join(folder, 'ballast')
  const destroy = async (): Promise<void> => {
    await server.stop()
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
  }
  await administer(server.url, `create tablespace small location '${folder}'`)
  const { address, backend } = await databaseOn(server.url, `${bytewise} tablespace small`)
  return {
    address,
    backend,
    destroy,
    fill: async () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    },
    free: async () => rmSync(ballast, { force: true }),
  }
}
