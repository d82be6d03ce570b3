import { expect, expectTypeOf, test } from 'vitest'
import {
  bigint,
  boolean,
  decimal,
  defineTable,
  increment,
  integer,
  json,
  many,
  newUuid,
  now,
  oneOf,
  softDelete,
  tenant,
  text,
  timestamp,
  timestamps,
  uuid,
  version,
  type NewRow,
  type Patch,
  type Records,
  type TableKey,
  type TableRow,
} from '../../src/index.ts'

interface Profile {
  readonly city: string
}

const users = defineTable('users', {
  id: text().primaryKey(),
  email: text().unique(),
  credits: integer().default(0),
  balance: decimal(12, 2).default('0'),
  big: bigint().nullable(),
  profile: json<Profile>().nullable(),
  role: oneOf('admin', 'member').default('member'),
  isActive: boolean(),
  seenAt: timestamp().default(now),
  ...timestamps(),
  ...softDelete({ at: 'deactivatedAt', by: 'deactivatedBy' }),
  version: version(),
})
const posts = defineTable('posts', {
  id: uuid().primaryKey().default(newUuid),
  userId: text().references(() => users.id, { onDelete: 'cascade' }),
  title: text(),
})
const members = defineTable(
  'members',
  { tenant: tenant(), userId: text(), roleId: integer() },
  { primaryKey: ['userId', 'roleId'], unique: [['roleId']] },
)

const folders = defineTable('folders', {
  id: integer().primaryKey(),
  parentId: integer().nullable().references('id', { onDelete: 'cascade' }),
  name: text(),
})

declare const records: Records<typeof users>
declare const folderRecords: Records<typeof folders>
declare const postRecords: Records<typeof posts>

test('TableRow, NewRow, Patch and TableKey follow from the definition', () => {
  expectTypeOf<TableRow<typeof users>>().toEqualTypeOf<{
    readonly id: string
    readonly email: string
    readonly credits: number
    readonly balance: string
    readonly big: bigint | null
    readonly profile: Profile | null
    readonly role: 'admin' | 'member'
    readonly isActive: boolean
    readonly seenAt: Date
    readonly createdAt: Date
    readonly updatedAt: Date
    readonly deactivatedAt: Date | null
    readonly deactivatedBy: string | null
    readonly version: string
  }>()
  expectTypeOf<NewRow<typeof posts>>().toEqualTypeOf<{
    readonly userId: string
    readonly title: string
    readonly id?: string
  }>()
  expectTypeOf<{ email: string; isActive: boolean }>().toExtend<NewRow<typeof users>>()
  expectTypeOf<{ email: string }>().not.toExtend<NewRow<typeof users>>()
  expectTypeOf<Patch<typeof posts>>().toEqualTypeOf<{ readonly userId?: string; readonly title?: string }>()
  expectTypeOf<TableKey<typeof posts>>().toEqualTypeOf<string | { readonly id: string }>()
  expectTypeOf<TableKey<typeof members>>().toEqualTypeOf<{
    readonly userId: string
    readonly roleId: number
    readonly tenant?: string
  }>()
})

test('Records methods take and give what the table says', () => {
  const use = async (): Promise<void> => {
    await records.update('a', { credits: increment(1), balance: increment('1.50') })
    // @ts-expect-error kept by the library
    await records.update('a', { createdAt: new Date() })
    // @ts-expect-error no such column
    await records.update('a', { nothing: 1 })
    // @ts-expect-error wrong type
    await records.insert({ email: 1, isActive: true })
    // @ts-expect-error a text takes no increment
    await records.update('a', { email: increment('a') })
    const some = await records.list({
      select: ['id', 'email'],
      where: { credits: { gte: 1 }, or: [{ role: 'admin' }] },
      orderBy: [['createdAt', 'desc']],
    })
    expectTypeOf(some).toEqualTypeOf<readonly { readonly id: string; readonly email: string }[]>()
    // @ts-expect-error JSON has no order
    await records.list({ orderBy: ['profile'] })
    const post = (await postRecords.get('x', { with: { author: posts.userId }, select: ['id'] }))!
    expectTypeOf(post.author).toEqualTypeOf<TableRow<typeof users> | null>()
    const user = (await records.get('x', { with: { posts: many(posts.userId) } }))!
    expectTypeOf(user.posts).toEqualTypeOf<readonly TableRow<typeof posts>[]>()
    const numbers = await records.aggregate({
      select: {
        n: { count: true },
        total: { sum: 'credits' },
        big: { sum: 'big' },
        exact: { sum: 'balance' },
        mean: { avg: 'balance' },
        last: { max: 'seenAt', where: { role: 'admin' } },
      },
    })
    expectTypeOf(numbers).toEqualTypeOf<{
      readonly n: number
      readonly total: number | null
      readonly big: bigint | null
      readonly exact: string | null
      readonly mean: number | null
      readonly last: Date | null
    }>()
    const groups = await records.group({ by: ['role'], select: { n: { count: true } } })
    expectTypeOf(groups.map(({ role }) => role)).toEqualTypeOf<('admin' | 'member')[]>()
  }
  expectTypeOf(use).toBeFunction()
})

test('references() to a column of the same table is inferred, and so are includes through it', () => {
  const use = async (): Promise<void> => {
    const folder = (await folderRecords.get(1, {
      with: { parent: folders.parentId, children: many(folders.parentId) },
    }))!
    expectTypeOf(folder.parent).toEqualTypeOf<TableRow<typeof folders> | null>()
    expectTypeOf(folder.children).toEqualTypeOf<readonly TableRow<typeof folders>[]>()
    expectTypeOf(folder.parentId).toEqualTypeOf<number | null>()
  }
  expectTypeOf(use).toBeFunction()
  // @ts-expect-error the table has no such column
  expect(() => defineTable('x', { id: integer().primaryKey(), up: integer().references('key') })).toThrow(
    TypeError,
  )
})
