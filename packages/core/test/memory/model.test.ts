import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Database,
  type KeyValue,
  memory,
  open,
  type Session,
  type Transaction,
} from '../../src/index.ts'

/** The naive reading: a plain list of pairs, copied for each transaction. */
type Model = readonly (readonly [string, number])[]

type Step =
  | { readonly kind: 'set' | 'increment'; readonly key: string; readonly value: number }
  | { readonly kind: 'delete' | 'deletePrefix'; readonly key: string }
  | { readonly kind: 'transaction'; readonly steps: readonly Step[]; readonly fails: boolean }

const put = (model: Model, key: string, value: number): Model => [
  ...model.filter(([other]) => other !== key),
  [key, value],
]

async function run(session: Session, kv: KeyValue<number>, model: Model, step: Step): Promise<Model> {
  switch (step.kind) {
    case 'set':
      await kv.set(step.key, step.value)
      return put(model, step.key, step.value)
    case 'increment': {
      const sum = (model.find(([key]) => key === step.key)?.[1] ?? 0) + step.value
      expect(await kv.increment(step.key, step.value)).toBe(sum)
      return put(model, step.key, sum)
    }
    case 'delete':
      expect(await kv.delete(step.key)).toBe(model.some(([key]) => key === step.key))
      return model.filter(([key]) => key !== step.key)
    case 'deletePrefix': {
      const left = model.filter(([key]) => !key.startsWith(step.key))
      expect(await kv.deletePrefix(step.key)).toBe(model.length - left.length)
      return left
    }
    case 'transaction':
      return transact(session, model, step.steps, step.fails)
  }
}

async function transact(
  session: Session,
  model: Model,
  steps: readonly Step[],
  fails: boolean,
): Promise<Model> {
  const undo = new Error('undo')
  const body = async (tx: Transaction): Promise<Model> => {
    const after = await runAll(tx, model, steps)
    if (fails) throw undo
    return after
  }
  const outcome = await session.transaction(body).catch((error: unknown) => {
    expect(error).toBe(undo)
    return model
  })
  return outcome
}

async function runAll(session: Session, model: Model, steps: readonly Step[]): Promise<Model> {
  const kv = session.keyValue<number>('model')
  let now = model
  for (const step of steps) {
    now = await run(session, kv, now, step)
    const listed: [unknown, number][] = []
    for await (const { key, value } of kv.list()) listed.push([key, value])
    expect(listed).toEqual(now.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  }
  return now
}

const key = fc.constantFrom('a', 'ab', 'b', '\uffff', '😀', '__proto__')
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      kind: fc.constantFrom('set' as const, 'increment' as const),
      key,
      value: fc.integer({ min: -5, max: 5 }),
    }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'deletePrefix' as const), key }),
    fc.record({
      kind: fc.constant('transaction' as const),
      steps: fc.array(tie('step'), { maxLength: 4 }),
      fails: fc.boolean(),
    }),
  ),
}))

test('memory() does what a list of pairs does, with nested transactions that commit and roll back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const db: Database = await open(memory())
      const last = await runAll(db, [], steps)
      expect(await db.keyValue('model').clear()).toBe(last.length)
      await db.close()
    }),
  )
})
