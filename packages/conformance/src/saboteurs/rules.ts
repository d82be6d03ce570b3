import type { AsOf, Instant, PutRuleOptions } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

const without = (options: AsOf): AsOf => {
  const { asOf, ...others } = options
  return asOf === undefined ? options : others
}

const later = (instant: Instant): number => Number(instant) + 1

export const ruleSaboteurs: readonly Saboteur[] = [
  {
    title: 'a rule is effective at its end, too',
    caughtBy: 'rules.half-open',
    make: () => ({
      rules: (rules) => ({
        put: (key: string, body: unknown, options: PutRuleOptions) =>
          rules.put(
            key,
            body,
            options.until === undefined ? options : { ...options, until: later(options.until) },
          ),
      }),
    }),
  },
  {
    title: 'a rule is put over the one that is in the way',
    caughtBy: 'rules.reject',
    make: () => ({
      rules: (rules) => ({
        put: (key: string, body: unknown, options: PutRuleOptions) =>
          rules.put(key, body, { ...options, onOverlap: 'split' }),
      }),
    }),
  },
  {
    title: 'what was believed is forgotten with the next change',
    caughtBy: 'rules.as-of',
    make: () => ({
      rules: (rules) => ({
        timeline: (key: string, options: AsOf = {}) => rules.timeline(key, without(options)),
      }),
    }),
  },
]
