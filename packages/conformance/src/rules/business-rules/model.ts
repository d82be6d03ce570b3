import { hasCode, type Session } from '@holdfast/core'
import { array } from 'fast-check'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { quick, randomRuns } from '../random-runs.ts'
import { change, performChange, type Change, type Place } from './random-steps.ts'

/** Which rule is effective at each millisecond of a short time, place by place; what is behind it is its last millisecond. */
const length = 24
type Days = readonly (number | undefined)[]
type World = ReadonlyMap<string, Days>

const nameOf = ({ key, scope, priority }: Place): string => JSON.stringify([key, scope ?? '', priority])
const nothing: Days = Array.from({ length }, () => undefined)

/** What a change makes of the world; undefined where it is to be refused. */
const after = (world: World, one: Exclude<Change, { do: 'advance' }>, body: number): World | undefined => {
  const name = nameOf(one.place)
  const days = world.get(name) ?? nothing
  const runs = runsOf(days)
  if (one.do === 'end') {
    const [from, until] = runs.find(([first, end]) => first <= one.at && one.at < end) ?? [0, 0]
    return from === until
      ? world
      : new Map(world).set(
          name,
          days.map((day, at) => (at >= one.at && at < until ? undefined : day)),
        )
  }
  const end = one.length === undefined ? length : one.from + one.length
  const isNew = (at: number): boolean => at >= one.from && at < end
  if (one.onOverlap === 'reject' && days.some((day, at) => isNew(at) && day !== undefined)) return undefined
  // By truncate, what was under way at `from` is over there.
  const under = runs.find(([first, last]) => first < one.from && one.from < last)
  const isOver = (at: number): boolean =>
    one.onOverlap === 'truncate' && under !== undefined && at >= one.from && at < under[1]
  return new Map(world).set(
    name,
    days.map((day, at) => (isNew(at) ? body : isOver(at) ? undefined : day)),
  )
}

/** From where to where one rule is effective. Bodies differ, so that neighbours are told apart, but for pieces that meet again. */
const runsOf = (days: Days): (readonly [number, number])[] => {
  const runs: (readonly [number, number])[] = []
  for (let from = 0; from < days.length;) {
    let until = from + 1
    while (until < days.length && days[until] === days[from]) until += 1
    if (days[from] !== undefined) runs.push([from, until])
    from = until
  }
  return runs
}

const walkOf =
  (context: Context, clock: { (): number; advance(by: number): void }, open: (tenant: string) => Session) =>
  async (steps: readonly Change[]): Promise<void> => {
    const rules = open(context.name()).rules<number>('model')
    let world: World = new Map()
    const believed = new Map<number, World>([[clock(), world]])
    for (const [body, one] of steps.entries()) {
      if (one.do === 'advance') {
        clock.advance(one.by)
        continue
      }
      const next = after(world, one, body)
      const isRefused = await performChange(rules, one, body).then(
        () => false,
        (error: unknown) => {
          if (!hasCode(error, 'overlap')) throw error
          return true
        },
      )
      expect(isRefused, JSON.stringify(one)).toBe(next === undefined)
      world = next ?? world
      believed.set(clock(), world)
    }
    for (const [asOf, then] of believed) {
      const found = new Map<string, (number | undefined)[]>()
      for (const key of ['k', 'ka'])
        for (const scope of [undefined, 'u'])
          for (const one of await rules.timeline(key, { asOf, ...(scope === undefined ? {} : { scope }) })) {
            const name = nameOf({ key, scope, priority: one.priority })
            const days = found.get(name) ?? [...nothing]
            found.set(name, days)
            for (
              let at = one.from.getTime();
              at < Math.min(one.until?.getTime() ?? length, length);
              at += 1
            ) {
              expect(days[at], `two rules at ${at}`).toBeUndefined()
              days[at] = one.body
            }
          }
      const expected = [...then].filter(([, days]) => days.some((day) => day !== undefined))
      expect(Object.fromEntries(found), `as of ${asOf}`).toStrictEqual(Object.fromEntries(expected))
      for (const at of [0, 5, 11]) {
        const order = ['u', undefined].flatMap((scope) =>
          [1, 0].map((priority) => ({ key: 'k', scope, priority })),
        )
        const winner = order.map((place) => then.get(nameOf(place))?.[at]).find((body) => body !== undefined)
        expect((await rules.effective('k', { at, asOf, scopes: ['u'] }))?.body, `at ${at}`).toBe(winner)
      }
    }
  }

export const ruleModel: readonly Rule[] = [
  rule({
    id: 'rules.model',
    title:
      'random put() and end() leave what a drawing of every millisecond shows, as of every instant that has passed',
    timeout: 120_000,
    present: async (context) => {
      const { db, clock } = await context.suite.timed()
      const { seed } = context.suite
      const walk = walkOf(context, clock, (tenant) => db.tenant(tenant))
      const steps = array(change, { minLength: 1, maxLength: 16 })
      const runs = await randomRuns(steps, walk, { seed, runs: 40, milliseconds: quick })
      context.note('differential', 'rules by the millisecond', { seed, runs })
    },
  }),
]
