import type { Database } from '@holdfast/core'
import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { databaseOperations, sessionOperations, type Operation } from '../../operations.ts'
import { rule, type Rule } from '../../rule.ts'

/** `bulkInsert` needs a table; other operations make do with a name. */
const subjectOf = async (context: Context, operation: Operation): Promise<string> =>
  operation.name === 'bulkInsert' ? context.table('id integer') : context.name()

const slug = ({ name }: Operation): string => name.replaceAll(' ', '-')

const every: readonly Operation[] = [...sessionOperations, ...databaseOperations]

const traits: readonly ((operation: Operation) => Rule)[] = [
  (operation) =>
    rule({
      id: `life.open.${slug(operation)}`,
      title: `${operation.name}() answers as the first thing that is done with a database`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const db = await context.open()
        const subject = await subjectOf(context, operation)
        await expect(operation.run(db, subject)).resolves.not.toThrow()
        if (!context.capabilities.persistent) return
        await db.keyValue(subject).clear()
      },
    }),
  (operation) =>
    rule({
      id: `life.closed.${slug(operation)}`,
      title: `${operation.name}() on a closed database throws closed`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const db = await context.suite.closed()
        await refusal('closed', () => operation.run(db, 'closed'))
        await refusal('closed', () =>
          operation.name === 'ping' ? db.ping() : operation.run(db.tenant('closed'), 'closed'),
        )
      },
      ...(operation.needsSql && {
        absent: async (context: Context) =>
          void (await refusal('unsupported', () => operation.run(context.db, 'closed'))),
      }),
    }),
  (operation) =>
    rule({
      id: `life.reopened.${slug(operation)}`,
      title: `${operation.name}() works on a database that was closed and opened again`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const db = await context.suite.reopened()
        const subject = await subjectOf(context, operation)
        context.after(() => db.keyValue(subject).clear())
        await expect(operation.run(db, subject)).resolves.not.toThrow()
      },
    }),
  (operation) =>
    rule({
      id: `life.closing.${slug(operation)}`,
      title: `${operation.name}() on a database that is closing throws closed, while running work ends well`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const db = await context.open()
        const { goOn, running } = await held(db, context.tenant)
        const closing = db.close()
        await refusal('closed', () => operation.run(db, 'closing'))
        goOn()
        await running
        await closing
        if (!context.capabilities.persistent) return
        expect(await context.session.keyValue('held').get('late')).toBe(2)
      },
      ...(operation.needsSql && {
        absent: async (context: Context) =>
          void (await refusal('unsupported', () => operation.run(context.db, 'closing'))),
      }),
    }),
  (operation) =>
    rule({
      id: `life.concurrent.${slug(operation)}`,
      title: `${operation.name}() by twenty-four concurrent callers answers each of them`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const subject = await subjectOf(context, operation)
        context.after(() => context.db.keyValue(subject).clear())
        const calls = await Promise.all(Array.from({ length: 24 }, () => operation.run(context.db, subject)))
        expect(calls).toHaveLength(24)
      },
    }),
]

/** A transaction that is under way until it is told to go on, and writes once more then. */
const held = async (db: Database, tenant: string): Promise<{ goOn: () => void; running: Promise<void> }> => {
  const wrote = deferred()
  const goOn = deferred()
  const running = db.tenant(tenant).transaction(async (tx) => {
    await tx.keyValue('held').set('early', 1)
    wrote.resolve()
    await goOn.promise
    await tx.keyValue('held').set('late', 2)
  })
  await wrote.promise
  return { goOn: () => goOn.resolve(), running }
}

const inTransaction: readonly ((operation: Operation) => Rule)[] = [
  (operation) =>
    rule({
      id: `life.inside.${slug(operation)}`,
      title: `${operation.name}() on the database inside its own transaction throws a TypeError, and works on tx`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const subject = await subjectOf(context, operation)
        await context.session.transaction(async (tx) => {
          await expect(operation.run(context.session, subject)).rejects.toBeInstanceOf(TypeError)
          await operation.run(tx, subject)
        })
        expect(await context.store().get('never')).toBeUndefined()
      },
      ...(operation.needsSql && {
        absent: async (context: Context) => {
          await refusal('unsupported', () => context.session.all(sql`select 1 as one`))
          await refusal('unsupported', () => context.session.transaction((tx) => operation.run(tx, 'inside')))
        },
      }),
    }),
  (operation) =>
    rule({
      id: `life.ended.${slug(operation)}`,
      title: `tx.${operation.name}() after the transaction has ended throws closed`,
      ...(operation.needsSql && { needs: ['sql'] as const }),
      present: async (context) => {
        const tx = await context.session.transaction(async (inner) => [inner])
        await refusal('closed', () => tx[0] && operation.run(tx[0], 'ended'))
      },
      ...(operation.needsSql && {
        absent: async (context: Context) =>
          void (await refusal('unsupported', () =>
            context.session.transaction((tx) => operation.run(tx, 'ended')),
          )),
      }),
    }),
]

export const lifeTraits: readonly Rule[] = [
  ...traits.flatMap((trait) => every.map(trait)),
  ...inTransaction.flatMap((trait) => sessionOperations.map(trait)),
]
