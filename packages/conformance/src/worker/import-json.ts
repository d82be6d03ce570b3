import { bigint, defineTable, integer, text, type Column, type Database, type Table } from '@holdfast/core'
import { importJson, into, type ImportOptions, type JsonMapping } from '@holdfast/core/import-json'

export type Visits = Table<
  {
    readonly id: Column<string, 'text' | 'key' | 'optional'>
    readonly profile: Column<string, 'text'>
    readonly at: Column<bigint, never>
    readonly url: Column<string, 'text'>
  },
  'id'
>

/** The table that processes import into. */
export const visits: Visits = defineTable('visits', {
  id: text().primaryKey(),
  profile: text(),
  at: bigint(),
  url: text(),
})

export type Counts = Table<
  { readonly profile: Column<string, 'text' | 'key' | 'optional'>; readonly count: Column<number, never> },
  'profile'
>

export const counts: Counts = defineTable('counts', { profile: text().primaryKey(), count: integer() })

/** What an importing process is told. */
export interface ImportOrder {
  readonly folder: string
  /** It kills itself at this statement, or call of a mapping or of a listener, counted from 1. */
  readonly killAt?: number
}

interface Visit {
  readonly id: string
  readonly at: bigint | number
  readonly url: string
}

/** An import of `folder/profiles`, which calls `step` at every boundary of a file and in the middle of each transaction. */
export const importOptions = (folder: string, step: () => void): ImportOptions => {
  const visitsOf: JsonMapping = into(visits, {
    rows: ({ id, at, url }: Visit, { matched }) => {
      step()
      return { id, profile: matched[0]!, at: BigInt(at), url }
    },
    back: (rows) => {
      step()
      return { id: rows[0]?.id, at: rows[0]?.at, url: rows[0]?.url }
    },
  })
  const countOf: JsonMapping = into(counts, {
    rows: (value: { readonly count: number }, { matched }) => {
      step()
      return { profile: matched[0]!, count: value.count }
    },
    back: (rows) => ({ count: rows[0]?.count }),
  })
  return {
    name: 'profiles',
    from: `${folder}/profiles`,
    backupTo: `${folder}/backup`,
    archiveTo: `${folder}/archive`,
    files: { '*/count.json': countOf, '*/visits.jsonl': visitsOf },
    onReject: 'keep',
    onProgress: step,
  }
}

/** Imports, unless it kills itself before. `order` is an `ImportOrder` as JSON; `onStatement` is told what to do at each statement. */
export const importFolder = async (
  db: Database,
  order: string,
  onStatement: (step: () => void) => void,
): Promise<void> => {
  const { folder, killAt } = JSON.parse(order) as ImportOrder
  let steps = 0
  const step = (): void => {
    steps += 1
    if (steps === killAt) process.kill(process.pid, 'SIGKILL')
  }
  onStatement(step)
  await db.createTables([counts, visits])
  await importJson(db, importOptions(folder, step))
}
