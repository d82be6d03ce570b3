import {
  defineTable,
  integer,
  many,
  softDelete,
  tenant,
  text,
  timestamps,
  uuid,
  version,
} from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

/** Users and roles of tenants, and which user has which role. */
const directory = async (context: Context) => {
  const users = defineTable(context.name(), {
    org: tenant(),
    id: uuid().primaryKey(),
    email: text().unique(),
    ...timestamps(),
    ...softDelete({ at: 'deactivatedAt', by: 'deactivatedBy' }),
    version: version(),
  })
  const roles = defineTable(context.name(), {
    org: tenant(),
    id: integer().primaryKey(),
    name: text().unique(),
  })
  const userRoles = defineTable(
    context.name(),
    {
      org: tenant(),
      id: uuid().primaryKey(),
      userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
      roleId: integer().references(() => roles.id),
      ...softDelete(),
    },
    { unique: [['userId', 'roleId']] },
  )
  await context.tables([users, roles, userRoles])
  return { users, roles, userRoles }
}

export const recordsMemberships: readonly Rule[] = [
  rule({
    id: 'records.use.roles',
    title:
      'users and roles, many to many: a pair once, given again after it was taken away, read through includes, gone with the user',
    present: async (context) => {
      const { users, roles, userRoles } = await directory(context)
      for (const session of [context.session, context.db.tenant(context.name())]) {
        const [people, kinds, pairs] = [
          session.records(users),
          session.records(roles),
          session.records(userRoles),
        ]
        await kinds.insertMany([
          { id: 1, name: 'admin' },
          { id: 2, name: 'editor' },
          { id: 3, name: 'reader' },
        ])
        const ann = await people.insert({ email: 'ann@x' })
        const bob = await people.insert({ email: 'bob@x' })
        await pairs.insertMany([1, 2].map((roleId) => ({ userId: ann.id, roleId })))
        await pairs.insert({ userId: bob.id, roleId: 2 })
        await refusal('duplicate', () => pairs.insert({ userId: ann.id, roleId: 1 }))
        const on = ['userId', 'roleId'] as const
        await pairs.upsert({ userId: ann.id, roleId: 1 }, { on })
        expect(await pairs.count({ userId: ann.id })).toBe(2)
        expect(await pairs.deleteWhere({ userId: ann.id, roleId: 1 }, { by: bob.id })).toBe(1)
        await pairs.insert({ userId: ann.id, roleId: 1 })
        await refusal('foreign-key', () => pairs.insert({ userId: ann.id, roleId: 9 }))
        await refusal('foreign-key', () => kinds.delete(2))
        const of = async (): Promise<unknown> =>
          (
            await pairs.list({
              with: { user: userRoles.userId, role: userRoles.roleId },
              orderBy: ['roleId', 'id'],
            })
          )
            .map(({ user, role }) => `${user?.email} ${role?.name}`)
            .sort()
        expect(await of()).toStrictEqual(['ann@x admin', 'ann@x editor', 'bob@x editor'])
        const editor = await kinds.getOrThrow(2, { with: { holders: many(userRoles.roleId) } })
        expect(editor.holders).toHaveLength(2)
        await people.delete(bob.id, { by: ann.id })
        expect(await of()).toStrictEqual(['ann@x admin', 'ann@x editor', 'undefined editor'])
        await refusal('foreign-key', () => pairs.insert({ userId: bob.id, roleId: 3 }))
        expect((await people.insert({ email: 'bob@x' })).id).not.toBe(bob.id)
        await refusal('duplicate', () => people.restore(bob.id))
        expect(await people.purge()).toBe(1)
        expect(await pairs.count({ roleId: 2 }, { include: 'all' })).toBe(1)
      }
      expect(await context.db.system().records(users).count()).toBe(4)
    },
  }),
]
