import { defineWorkflow, open, sql, type LogEvent } from '@holdfast/core'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { freshDatabase } from './drivers.ts'

test('the claim of a run, the keeping of a step and a status read no run of the history, however the server plans them', async () => {
  const url = await freshDatabase()
  const events: LogEvent[] = []
  const db = await open(postgres(url), { log: (event) => event.event === 'statement' && events.push(event) })
  onTestFinished(() => db.close())
  const flows = db.workflows('billing')
  const work = defineWorkflow('work', (run, n: number) => run.step('s', () => n))
  const handle = await flows.start(work, 1, { id: 'a' })
  await flows.drain([work], { limit: 10 })
  await handle.status()
  const columns = await db.all(
    sql`select column_name as name from information_schema.columns where table_name = 'holdfast_workflows' order by ordinal_position`,
  )
  const copied = columns.map(({ name }) => (name === 'key' ? `'z' || i` : `w.${String(name)}`)).join(', ')
  const raw = new Client({ connectionString: url })
  await raw.connect()
  onTestFinished(() => raw.end())
  await raw.query(
    `insert into holdfast_workflows select ${copied} from holdfast_workflows w, generate_series(1, 50000) i`,
  )
  await raw.query('analyze')
  const planOf = async (summary: string): Promise<string> => {
    const found = events.find(({ attributes }) => attributes['db.query.summary'] === summary)
    // The plan for whatever is bound, which a prepared statement may get.
    const { rows } = await raw.query(`explain (generic_plan) ${String(found?.attributes['db.query.text'])}`)
    return JSON.stringify(rows)
  }
  const claim = await planOf('CLAIM holdfast_workflows')
  expect(claim).toContain('Index Scan using holdfast_workflows_due')
  expect(claim).toContain('Index Scan using holdfast_workflows_pkey')
  expect(claim).not.toContain('Seq Scan')
  for (const summary of ['KEEP holdfast_workflow_steps', 'STATUS holdfast_workflows']) {
    const plan = await planOf(summary)
    expect(plan).toContain('Index Scan using holdfast_workflows_pkey')
    expect(plan).not.toContain('Seq Scan on holdfast_workflows ')
  }
})
