import { mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { median } from './statistics.ts'

const page = Buffer.alloc(4096, 1)
const waits = 20

/** How long the disk of a folder takes to append one page to a file and wait for it: the median, in microseconds. */
export const fdatasync = async (folder: string): Promise<number> => {
  const path = join(folder, 'fdatasync')
  const file = await open(path, 'w')
  try {
    const times: number[] = []
    for (let wait = 0; wait < waits; wait++) {
      const start = performance.now()
      await file.write(page)
      await file.datasync()
      times.push((performance.now() - start) * 1000)
    }
    return median(times)
  } finally {
    await file.close()
    await rm(path)
  }
}

/** `type` of `statfs` for file systems in memory: tmpfs and ramfs. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])

/** A fresh folder on a real disk. Throws when it would lie in memory, where a durable write costs nothing. */
export const folderOnDisk = async (): Promise<string> => {
  const root = process.env['BENCH_FOLDER'] ?? tmpdir()
  const { type } = await statfs(root)
  if (inMemory.has(type)) {
    throw new Error(
      `${root} is in memory: set BENCH_FOLDER to a folder on a disk, and TMPDIR for PostgreSQL's files`,
    )
  }
  return mkdtemp(join(root, 'holdfast-bench-'))
}
