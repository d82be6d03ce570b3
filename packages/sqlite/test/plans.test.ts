import { defineWorkflow, open, type LogEvent } from '@holdfast/core'
import { expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { afterwards, connect, openDriver, scratchFile } from './scratch.ts'

test('the claim of a run, the keeping of a step, a status and a hit with tags read no table as a whole', async () => {
  const file = scratchFile()
  const events: LogEvent[] = []
  const db = await open(sqlite(file), { log: (event) => event.event === 'statement' && events.push(event) })
  afterwards(() => db.close())
  const flows = db.workflows('billing')
  const work = defineWorkflow('work', (run, n: number) => run.step('s', () => n))
  const handle = await flows.start(work, 1)
  await flows.drain([work])
  await handle.status()
  const cache = db.cache('items')
  await cache.set('k', 1, { tags: ['t'] })
  await cache.get('k')
  const { handle: engine } = await connect(await openDriver(file), 'read')
  const planOf = (summary: string): string => {
    const found = events.findLast(({ attributes }) => attributes['db.query.summary'] === summary)
    const text = String(found?.attributes['db.query.text'])
    const bound = Object.fromEntries([...text.matchAll(/\?(\d+)/g)].map(([, position]) => [position, null]))
    return JSON.stringify(engine.prepare(`explain query plan ${text}`).all(bound))
  }
  expect(planOf('CLAIM holdfast_workflows')).toContain('USING INDEX holdfast_workflows_due')
  for (const summary of [
    'CLAIM holdfast_workflows',
    'KEEP holdfast_workflow_steps',
    'STATUS holdfast_workflows',
    'LOOK-TAGGED holdfast_cache',
  ]) {
    const plan = planOf(summary)
    // `t`, `g` and `s` are tables; what is counted out of a list of keys or of the runs that are due is read to its end.
    const isScan = /SCAN [tgs]\b/.test(plan)
    expect([summary, plan.includes('USING PRIMARY KEY'), isScan]).toStrictEqual([summary, true, false])
  }
})
