import { defineWorkflow } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const echo = defineWorkflow('echo', async (_run, input: unknown) => input)
const other = defineWorkflow('other', async (run, _input: unknown) => run.waitFor('go'))

export const workflowHistories: readonly Rule[] = [
  rule({
    id: 'workflows.fork',
    title: 'workflows.fork() makes a run with the results before a step, and leaves the first run as it was',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const calls: string[] = []
      const work = defineWorkflow('work', async (run, input: string) => {
        const results: string[] = []
        for (const name of ['a', 'b', 'c']) {
          results.push(await run.step(name, () => `${input}-${name}-${calls.push(`${run.id} ${name}`)}`))
        }
        return results
      })
      const first = await flows.start(work, 'in', { id: 'first' })
      await flows.drain([work])
      const forked = await flows.fork<string[]>('first', { fromStep: 'b', id: 'second' })
      expect(await forked.status()).toMatchObject({
        state: 'pending',
        workflow: 'work',
        stepName: 'a',
        attempts: 0,
      })
      await flows.drain([work])
      expect(await forked.result()).toStrictEqual(['in-a-1', 'in-b-4', 'in-c-5'])
      expect(await first.result()).toStrictEqual(['in-a-1', 'in-b-2', 'in-c-3'])
      expect(calls).toStrictEqual(['first a', 'first b', 'first c', 'second b', 'second c'])
      await refusal('not-found', () => flows.fork('first', { fromStep: 'x' }))
      await refusal('not-found', () => flows.fork('nobody', { fromStep: 'a' }))
      await refusal('duplicate', () => flows.fork('first', { fromStep: 'a', id: 'second' }))
    },
  }),
  rule({
    id: 'workflows.list',
    title: 'workflows.list() pages through runs in the order of their ids, by state and workflow, each once',
    present: async (context) => {
      const { session } = await context.timed()
      const flows = session.workflows('billing')
      const ids = ['a', 'ab', 'b%', 'b_', 'é', '😀', ' ', 'a\u0001b', 'a\u0002', 'o\'"\\', 'B', '�']
      for (const [index, id] of ids.entries()) await flows.start(index % 2 === 0 ? echo : other, id, { id })
      // Control characters are written by others in a stored key, which keep their order among the keys of a prefix.
      const isPlain = (id: string): boolean => !id.includes('\u0001') && !id.includes('\u0002')
      const bytes = (id: string): string => Buffer.from(id).toString('hex')
      const sorted = ids.toSorted((left, right) => (bytes(left) < bytes(right) ? -1 : 1))
      const walk = async (query: Parameters<typeof flows.list>[0]): Promise<string[]> => {
        const found: string[] = []
        let after: string | undefined
        do {
          const page = await flows.list({ ...query, limit: 5, ...(after === undefined ? {} : { after }) })
          expect(page.items.length).toBeLessThanOrEqual(5)
          found.push(...page.items.map(({ id }) => id))
          after = page.next
        } while (after !== undefined)
        return found
      }
      expect((await walk({})).toSorted()).toStrictEqual(ids.toSorted())
      expect(await walk({ reverse: true })).toStrictEqual((await walk({})).toReversed())
      expect((await walk({})).filter(isPlain)).toStrictEqual(sorted.filter(isPlain))
      await flows.drain([echo])
      expect((await walk({ state: 'completed' })).toSorted()).toStrictEqual(
        ids.filter((_, index) => index % 2 === 0).toSorted(),
      )
      expect(await walk({ state: 'completed', workflow: 'other' })).toStrictEqual([])
      expect(await walk({ state: 'pending', workflow: 'other' })).toHaveLength(6)
      const page = await flows.list({ limit: 5 })
      await refusal('invalid-value', () => flows.list({ reverse: true, after: page.next! }))
      for (const id of ids) expect(await flows.handle(id).status()).toMatchObject({ id })
    },
  }),
  rule({
    id: 'workflows.prune',
    title:
      'workflows.prune() removes runs that ended long enough ago, but the newest of them, and none that goes on',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const flows = session.workflows('billing')
      await flows.start(other, 1, { id: 'waits' })
      for (let n = 0; n < 6; n += 1) {
        await flows.start(echo, n, { id: `k${n}` })
        await flows.signal(`k${n}`, 'x')
        await flows.drain([echo, other])
        clock.advance(10)
      }
      const left = async (): Promise<string[]> => (await flows.list()).items.map(({ id }) => id)
      expect(await flows.prune({ olderThan: 61 })).toBe(0)
      expect(await flows.prune({ olderThan: 60 })).toBe(1)
      expect(await left()).toStrictEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'waits'])
      expect(await flows.prune({ limit: 1 })).toBe(1)
      expect(await left()).toStrictEqual(['k2', 'k3', 'k4', 'k5', 'waits'])
      expect(await flows.prune({ keep: 3 })).toBe(1)
      expect(await left()).toStrictEqual(['k3', 'k4', 'k5', 'waits'])
      expect(await flows.prune({ keep: 3 })).toBe(0)
      expect(await flows.prune()).toBe(3)
      expect(await left()).toStrictEqual(['waits'])
      // Nothing is left of what was removed.
      expect(await flows.steps('k0')).toStrictEqual([])
      await flows.start(other, 1, { id: 'k0' })
      expect(await flows.signal('k0', 'x', 1, { key: 'one' })).toBe('kept')
    },
  }),
  rule({
    id: 'workflows.apart',
    title: 'runs of other stores and tenants are other runs, however their names, ids and signals are spelt',
    present: async (context) => {
      const { session, db } = context
      const hostile = ['o\'"\\%_', 'a\u0001b', '😀', ' x ']
      const id = hostile.join('')
      const stores = [
        ...['jobs', 'jobs2', ...hostile].map((name) => session.workflows(name)),
        db.tenant(context.name()).workflows('jobs'),
      ]
      const work = defineWorkflow(id, async (run, n: number) => {
        const step = await run.step(id, () => n)
        return [step, await run.waitFor<number>(id, { as: 'wait' })]
      })
      const handles = await Promise.all(
        stores.map((flows, n) => flows.start(work, n, { id, ifExists: 'reject' })),
      )
      for (const flows of stores) expect(await flows.drain([work])).toBe(1)
      for (const [n, flows] of stores.entries())
        expect(await flows.signal(id, id, n * 2, { key: id })).toBe('kept')
      for (const flows of stores) expect(await flows.drain([work])).toBe(1)
      for (const [n, handle] of handles.entries()) expect(await handle.result()).toStrictEqual([n, n * 2])
      expect(await stores[0]!.prune()).toBe(1)
      for (const flows of stores.slice(1)) expect((await flows.list()).items).toHaveLength(1)
    },
  }),
]
