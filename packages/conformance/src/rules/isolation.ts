import type { Isolation } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import { collect, refusal } from '../failures.ts'
import { rule, type Rule } from '../rule.ts'
import { startActor, type Actor } from './isolation/actor.ts'
import { cases, type Case } from './isolation/cases.ts'

const levels: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']

/** What may end a transaction that another one is in the way of. */
const allowed = new Set(['committed', 'rolled back', 'serialization', 'deadlock', 'busy', 'lock-timeout'])

const play = async (context: Context, one: Case, level: Isolation): Promise<void> => {
  const actors: Actor[] = []
  const store = context.store<number>()
  await store.setMany([
    ['a', 10],
    ['b', 20],
  ])
  const isSeen = await one.run({
    begin: () => {
      const actor = startActor(context.session, 'items', level)
      actors.push(actor)
      return actor
    },
    read: async () => Object.fromEntries((await collect(store.list())).map(({ key, value }) => [key, value])),
  })
  const endings = await Promise.all(actors.map(({ ending }) => ending))
  const failed = endings.find((ending) => !['committed', 'rolled back'].includes(ending))
  const how = failed ?? (actors.some(({ hasWaited }) => hasWaited) ? 'waits' : 'reads what is committed')
  const promised = one.preventedBy.includes(level)
  context.note('isolation', `${level} ${one.name}`, {
    promised,
    prevented: !isSeen,
    how: isSeen ? 'possible' : how,
  })
  expect(endings.filter((ending) => !allowed.has(ending))).toStrictEqual([])
  if (promised) expect(isSeen, `${one.title} are possible under ${level}`).toBe(false)
}

const ruleOf = (level: Isolation, one: Case): Rule =>
  rule({
    id: `isolation.${level}.${one.name}`,
    title: one.preventedBy.includes(level)
      ? `transaction({ isolation: '${level}' }) prevents ${one.name}, ${one.title}`
      : `transaction({ isolation: '${level}' }) ends well under ${one.name}, ${one.title}, whether it prevents it or not`,
    ...(level === 'serializable' && {
      needs: ['serializable'] as const,
      absent: async (context: Context) =>
        void (await refusal('unsupported', () =>
          context.session.transaction(async () => 1, { isolation: level }),
        )),
    }),
    present: (context) => play(context, one, level),
  })

export const isolationRules: readonly Rule[] = levels.flatMap((level) =>
  cases.map((one) => ruleOf(level, one)),
)
