import { HoldfastError, many, type ErrorCode, type Session, type TableColumn } from '@holdfast/core'
import { collect } from '../../failures.ts'
import { looseRecords, type LooseRecords, type LooseRow } from '../records/loose-records.ts'
import { comparable, rowOf, type RecordWorld } from './record-history.ts'
import type { RecordOperation } from './record-operation.ts'
import type { TableName } from './record-tables.ts'

const rollback = new Error('rolled back on purpose')

/** A row may break several of these at once, and which one an engine finds first is its own business. */
const constraints: ReadonlySet<ErrorCode> = new Set(['duplicate', 'foreign-key', 'check', 'out-of-range'])

const includesOf = ({ tables }: RecordWorld, on: TableName): object => {
  const column = (table: TableName, name: string): TableColumn =>
    Reflect.get(tables[table], name) as TableColumn
  const includes: Readonly<Record<TableName, object>> = {
    kinds: { users: many(column('users', 'kindId')) },
    users: { kind: column('users', 'kindId'), posts: many(column('posts', 'userId')) },
    posts: { user: column('posts', 'userId') },
    folders: { notes: many(column('notes', 'folderId')) },
    notes: { folder: column('notes', 'folderId'), kind: column('notes', 'kindId') },
  }
  return includes[on]
}

const versionFor = async (
  world: RecordWorld,
  records: LooseRecords,
  { key, ifVersion }: RecordOperation,
): Promise<object> => {
  if (ifVersion === 'none' || ifVersion === undefined) return {}
  if (ifVersion === 'wrong') return { ifVersion: 'wrong' }
  const row = await records.get(key, { include: 'all' })
  const history = row === undefined ? [] : (world.versions.get(rowOf(row)) ?? [])
  return { ifVersion: (ifVersion === 'current' ? row?.['version'] : history.at(-2)) ?? 'wrong' }
}

const pages = async (records: LooseRecords, query: object, isBack: boolean): Promise<unknown> => {
  const all: (readonly LooseRow[])[] = []
  let page = await records.page(query)
  all.push(page.items)
  while (page.next !== undefined) {
    page = await records.page({ ...query, after: page.next })
    all.push(page.items)
  }
  while (isBack && page.previous !== undefined) {
    page = await records.page({ ...query, before: page.previous })
    all.push(page.items)
  }
  return all
}

const run = async (world: RecordWorld, session: Session, operation: RecordOperation): Promise<unknown> => {
  const { on, key, query, where, include, select, rows, row, patch, options } = operation as never as {
    on: TableName
    key: unknown
    query: object & { with?: boolean }
    where: object
    include: string
    select: object
    rows: object[]
    row: object
    patch: object
    options: object
  }
  if (operation.do === 'advance') return world.clock.advance(operation['milliseconds'] as number)
  const records = looseRecords(session, world.tables[on])
  const joined = (given: object & { with?: boolean }): object => {
    const { with: isJoined, ...rest } = given
    return isJoined === true ? { ...rest, with: includesOf(world, on) } : rest
  }
  switch (operation.do) {
    case 'insert':
      return records.insert(row)
    case 'insertMany':
      return records.insertMany(rows)
    case 'update':
      return records.update(key, patch, await versionFor(world, records, operation))
    case 'updateWhere':
      return records.updateWhere(where, patch)
    case 'upsert':
      return records.upsert(row, options)
    case 'upsertMany':
      return records.upsertMany(rows, options)
    case 'delete':
      return records.delete(key, {
        ...(await versionFor(world, records, operation)),
        ...(operation['by'] === true && 'deletedBy' in world.tables[on] && { by: 'me' }),
      })
    case 'deleteWhere':
      return records.deleteWhere(where)
    case 'restore':
      return records.restore(key)
    case 'purge': {
      const age = operation['age'] as number | undefined
      return records.purge({
        ...(where !== undefined && { where }),
        ...(age !== undefined && { deletedBefore: new Date(world.clock() - age) }),
      })
    }
    case 'get':
      return records.get(key, joined({ include, with: operation['with'] as boolean } as object))
    case 'list':
      return records.list(joined(query))
    case 'pages':
    case 'pages back':
      return pages(records, joined(query), operation.do === 'pages back')
    case 'offset':
      return records.offsetPage({
        ...joined(query),
        size: operation['size'],
        page: operation['page'],
        total: 'exact',
      })
    case 'find':
      return records.find(where, { include })
    case 'count':
      return records.count(where, { include })
    case 'exists':
      return records.exists(where, { include })
    case 'walk':
      return collect(records.walk(query))
    case 'aggregate':
      return records.aggregate({ select, where, include })
    case 'group':
      return records.group({ select, by: operation['by'], include, limit: operation['limit'] })
    default:
      throw new TypeError(`There is no step ${operation.do}`)
  }
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof HoldfastError)) return `throws ${(error as Error).name}`
  return constraints.has(error.code) ? 'breaks a constraint' : `throws ${error.code}`
}

const answerOf = async (world: RecordWorld, session: Session, operation: RecordOperation): Promise<unknown> =>
  comparable(world, await run(world, session, operation))

/** What the database answers, in a form that two databases share. */
export const performOnRecords = async (world: RecordWorld, operation: RecordOperation): Promise<unknown> => {
  const session = world.sessions[operation.as]
  if (operation.do !== 'transaction') return answerOf(world, session, operation).catch(codeOf)
  const answers: unknown[] = []
  return session
    .transaction(async (tx) => {
      for (const step of operation['body'] as readonly RecordOperation[]) {
        answers.push(
          await answerOf(world, tx, step).catch((error: unknown) => {
            // A transaction that was refused something can only roll back.
            if (codeOf(error) === 'breaks a constraint') throw error
            return codeOf(error)
          }),
        )
      }
      if (operation['rollback'] === true) throw rollback
    })
    .then(
      () => ['committed', answers],
      (error: unknown) => [error === rollback ? 'rolled back' : codeOf(error), answers],
    )
}
