import { expect } from 'vitest'
import { iterate } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueCopies: readonly Rule[] = [
  rule({
    id: 'key-value.value.copy-after-set',
    title: 'keyValue.set() stores what the value was at the call, whatever is done to it afterwards',
    present: async (context) => {
      const store = context.store()
      const value = { list: [1], deep: { a: 1 } }
      const pending = store.set('k', value)
      value.list.push(2)
      await pending
      value.deep.a = 2
      expect(await store.get('k')).toStrictEqual({ list: [1], deep: { a: 1 } })
    },
  }),
  rule({
    id: 'key-value.value.copy-after-get',
    title: 'keyValue.get() gives a fresh copy: changing it changes nothing that is stored',
    present: async (context) => {
      const store = context.store<{ list: number[] }>()
      await store.set('k', { list: [1] })
      const [first, second] = await Promise.all([store.get('k'), store.get('k')])
      first?.list.push(2)
      expect(second).toStrictEqual({ list: [1] })
      const listed = await iterate(store.list()).next()
      listed.value?.value.list.push(3)
      expect(await store.get('k')).toStrictEqual({ list: [1] })
    },
  }),
]
