import { defineWorkflow, type Workflow } from '@holdfast/core'
import { setTimeout as after } from 'node:timers/promises'
import { standStillAt } from '../stand-still.ts'
import type { StoreWork } from '../store-jobs.ts'

/** Every kind of step, each with an effect that counts how often it was had. */
export const walk: Workflow<string, number> = defineWorkflow('walk', async (run, who: string) => {
  await run.step('begin', () => who)
  await run.tx('first', (tx) => tx.keyValue<number>('effects').increment('first'))
  await run.sleep('nap', 0)
  const signal = await run.waitFor<number>('go')
  await run.tx('second', (tx) => tx.keyValue<number>('effects').increment('second'))
  await run.progress({ done: 2, total: 2 })
  return signal ?? 0
})

/** Starts the walk and works on it, up to the statement that `run` numbers: there it stands still, to be killed. */
export const walkFlow: StoreWork = async (db, run, say, statements) => {
  statements.onEach = standStillAt(Number(run), say)
  const flows = db.workflows('processes')
  await flows.start(walk, 'anybody', { id: 'walk' })
  await flows.signal('walk', 'go', 7, { key: 'once' })
  await flows.drain([walk], { ttl: 500 })
  say('walked')
}

/** Takes the run of this id with a lease of a second, and stays in its step until it is told to go on. */
export const holdFlow: StoreWork = async (db, run, say) => {
  const flows = db.workflows('processes')
  const held = heldFlow(async () => {
    say('holding')
    while ((await db.keyValue('effects').get('go')) === undefined) await after(5)
  })
  while ((await flows.runOnce([held], { ttl: 1_000 })) === 0) await after(5)
  say(`over ${(await flows.handle(run).status()).state}`)
}

/** Whoever has it, its effect is had once. */
export const heldFlow = (hold: () => Promise<void>): Workflow<null, number> =>
  defineWorkflow('held', async (run, _input: null) => {
    await run.tx('first', (tx) => tx.keyValue<number>('effects').increment('first'))
    await run.step('hold', hold)
    return run.tx('second', (tx) => tx.keyValue<number>('effects').increment('second'))
  })
