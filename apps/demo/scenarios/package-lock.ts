import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bindable, Json, Key } from '@holdfast/core'
import { type Example, type Input, InputMissing, type Scenario } from './scenario.ts'

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

const examples: readonly [Example, ...Example[]] = [
  {
    title: 'Most depended upon',
    text: `select needs.dependency, count(*) as dependents
from needs
group by needs.dependency
order by dependents desc, needs.dependency
limit 20`,
  },
  {
    title: 'Licences',
    text: `select license, count(*) as packages
from packages
group by license
order by packages desc, license`,
  },
  {
    title: 'Several versions of one package',
    text: `select name, count(distinct version) as versions, min(version) as lowest, max(version) as highest
from packages
group by name
having count(distinct version) > 1
order by versions desc, name`,
  },
  {
    title: 'A write, to be refused',
    text: `delete from packages`,
  },
]

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

const read = async (root: string): Promise<Input> => {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8').catch((cause: unknown) => {
    throw new InputMissing('There is no package-lock.json here. Run npm install, then reload this page.', {
      cause,
    })
  })
  const lock = JSON.parse(text) as { readonly packages?: Readonly<Record<string, LockedPackage>> }
  // A link is a workspace of this repository, not a package that was installed.
  const isInstalled = ([path, { link }]: [string, LockedPackage]): boolean =>
    path.includes('node_modules/') && link !== true
  const locked = Object.entries(lock.packages ?? {}).filter(isInstalled)
  if (locked.length === 0) throw new InputMissing('The package-lock.json here names no packages.')

  const entries: [Key, Json][] = []
  const packages: Record<string, Bindable>[] = []
  const needs: Record<string, Bindable>[] = []
  for (const [path, entry] of locked) {
    entries.push([path.replace(/^node_modules\//, ''), entry as Json])
    packages.push({
      path,
      name: nameOf(path),
      version: entry.version ?? null,
      license: entry.license ?? null,
      dev: entry.dev === true ? 1 : 0,
    })
    for (const [dependency, wanted] of Object.entries(entry.dependencies ?? {})) {
      needs.push({ path, dependency, wanted })
    }
  }
  return {
    summary: `${packages.length} packages, ${needs.length} dependencies`,
    stores: [{ name: 'packages', entries }],
    tables: [
      {
        name: 'packages',
        columns: { path: 'text', name: 'text', version: 'text', license: 'text', dev: 'bigint' },
        rows: packages,
      },
      { name: 'needs', columns: { path: 'text', dependency: 'text', wanted: 'text' }, rows: needs },
    ],
    examples,
  }
}

/** Every package that this repository's own lock file installs. */
export const packageLock: Scenario = { id: 'package-lock', title: 'package-lock.json', read }
