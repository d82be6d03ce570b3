import { expect } from 'vitest'
import { iterate } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { until } from './watch-states.ts'

export const keyValueForeignWatches: readonly Rule[] = [
  rule({
    id: 'key-value.watch.other-handle',
    title: 'keyValue.watch() finds what another handle wrote, at its interval',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store()
      const other = (await context.open()).tenant(context.tenant).keyValue('items')
      const abort = new AbortController()
      context.after(() => abort.abort())
      const states = iterate(store.watch(['a'], { signal: abort.signal, interval: 10 }))
      await until(states, [undefined])
      await other.set('a', 'from elsewhere')
      await until(states, ['from elsewhere'])
    },
    absent: async (context) => {
      const other = (await context.open()).tenant(context.tenant).keyValue('items')
      await other.set('a', 'from elsewhere')
      expect(await context.store().get('a')).toBeUndefined()
    },
  }),
]
