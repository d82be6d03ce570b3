import { increment, type Records, type Session } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts, type People, type Posts } from './shapes.ts'

interface Household {
  readonly authors: People
  readonly table: Posts
  readonly up: Records<People>
}

const household = async (context: Context): Promise<Household> => {
  const authors = people(context.name())
  const table = posts(context.name(), authors, 'restrict')
  await context.tables([authors, table])
  const up = context.session.records(authors)
  await up.insertMany(['a', 'b'].map((id) => ({ id, email: id, age: Number.MAX_SAFE_INTEGER })))
  return { authors, table, up }
}

const refused: Readonly<Record<string, (session: Session, tables: Household) => Promise<unknown>>> = {
  duplicate: (session, { authors }) => session.records(authors).insert({ id: 'a', email: 'c' }),
  check: (session, { authors }) => session.records(authors).update('a', { credits: -1 }),
  'foreign-key': (session, { table }) => session.records(table).insert({ authorId: 'nobody', title: 't' }),
  'out-of-range': (session, { authors }) => session.records(authors).update('a', { age: increment(1) }),
}

/** Answers, and calls that were never sent: neither harms the transaction. */
const harmless: readonly ((session: Session, tables: Household) => Promise<void>)[] = [
  async (session, { authors }) => {
    await misuse(() => session.records(authors).list({ where: { nothing: 1 } as never }))
  },
  async (session, { authors }) => {
    await misuse(() => session.records(authors).updateWhere({}, { age: 1 }))
  },
  async (session, { authors }) => {
    await refusal('invalid-value', () => session.records(authors).insert({ id: 'c', email: 'c', age: 0.5 }))
  },
  async (session, { authors }) => {
    await refusal('not-found', () => session.records(authors).getOrThrow('nobody'))
  },
  async (session, { authors }) => {
    await refusal('conflict', () => session.records(authors).update('a', { age: 1 }, { ifVersion: 'other' }))
  },
  async (session, { authors }) => {
    await refusal('invalid-value', () => session.records(authors).page({ after: 'made up' }))
  },
]

export const recordsAfterRefusals: readonly Rule[] = [
  rule({
    id: 'records.transaction.after-refusal',
    title:
      'a transaction in which a row was refused can only roll back: further calls throw aborted, and so does its commit',
    present: async (context) => {
      const tables = await household(context)
      const before = await tables.up.list()
      for (const [code, work] of Object.entries(refused)) {
        await refusal('aborted', () =>
          context.session.transaction(async (tx) => {
            await tx.records(tables.authors).insert({ id: 'new', email: 'new' })
            await refusal(code as 'check', () => work(tx, tables))
            await refusal('aborted', () => tx.records(tables.authors).count())
            await refusal('aborted', () => tx.records(tables.authors).insert({ id: 'd', email: 'd' }))
          }),
        )
        const error = await failureOf(() => context.session.transaction((tx) => work(tx, tables)))
        expect(error).toMatchObject({ code })
        expect(await tables.up.list()).toStrictEqual(before)
      }
    },
  }),
  rule({
    id: 'records.transaction.after-answer',
    title:
      'misuse, a value refused at once, not-found and conflict leave the transaction as it was: it goes on and commits',
    present: async (context) => {
      const tables = await household(context)
      for (const [index, work] of harmless.entries()) {
        await context.session.transaction(async (tx) => {
          await tx.records(tables.authors).insert({ id: `before${index}`, email: `before${index}` })
          await work(tx, tables)
          await tx.records(tables.authors).insert({ id: `after${index}`, email: `after${index}` })
        })
        expect(await tables.up.count({ id: { in: [`before${index}`, `after${index}`] } })).toBe(2)
      }
    },
  }),
]
