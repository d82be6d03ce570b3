import type { Capability, Isolation } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import { refusal } from '../failures.ts'
import { rule, type Rule } from '../rule.ts'
import { cases, type Case } from './isolation/cases.ts'
import { media, type Medium } from './isolation/cells.ts'
import { play } from './isolation/play.ts'

const levels: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']

/** What may end a transaction that another one is in the way of. */
const allowed = new Set(['committed', 'rolled back', 'serialization', 'deadlock', 'busy', 'lock-timeout'])

const judge = async (context: Context, one: Case, level: Isolation, medium: Medium): Promise<void> => {
  const { isSeen, endings, hasWaited } = await play(context, one, level, medium)
  const failed = endings.find((ending) => !['committed', 'rolled back'].includes(ending))
  const how = failed ?? (hasWaited ? 'waits' : 'reads what is committed')
  const promised = one.preventedBy.includes(level)
  context.note('isolation', `${level} ${one.name}${medium.name === 'rows' ? ' (rows)' : ''}`, {
    promised,
    prevented: !isSeen,
    how: isSeen ? 'possible' : how,
  })
  expect(endings.filter((ending) => !allowed.has(ending))).toStrictEqual([])
  if (promised) expect(isSeen, `${one.title} are possible under ${level}`).toBe(false)
}

const ruleOf = (level: Isolation, one: Case, medium: Medium): Rule => {
  const isOfRows = medium.name === 'rows'
  const where = isOfRows ? ' of raw SQL rows' : ''
  const needs: Capability[] = [
    ...(level === 'serializable' ? (['serializable'] as const) : []),
    ...(isOfRows ? (['sql'] as const) : []),
  ]
  return rule({
    id: `isolation.${level}.${one.name}${isOfRows ? '.rows' : ''}`,
    title: one.preventedBy.includes(level)
      ? `transaction({ isolation: '${level}' }) prevents ${one.name}${where}, ${one.title}`
      : `transaction({ isolation: '${level}' }) ends well under ${one.name}${where}, ${one.title}, whether it prevents it or not`,
    needs,
    ...(level === 'serializable' && {
      absent: async (context: Context) =>
        void (await refusal('unsupported', () =>
          context.session.transaction(async () => 1, { isolation: level }),
        )),
    }),
    present: (context) => judge(context, one, level, medium),
  })
}

export const isolationRules: readonly Rule[] = media.flatMap((medium) =>
  levels.flatMap((level) => cases.map((one) => ruleOf(level, one, medium))),
)
