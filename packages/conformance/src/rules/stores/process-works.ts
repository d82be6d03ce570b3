import { defineSetting, defineWorkflow, type Lease, type Locks, type Session } from '@holdfast/core'

const steps = defineWorkflow('steps', async (run) => {
  await run.step('a', () => 1)
  await run.sleep('rest', 60_000)
})
const short = defineWorkflow('short', async (run) => run.step('a', () => 1))
const asked = defineWorkflow('asked', async (run) => run.waitFor('answer'))
const limit = defineSetting('limit', { default: 3 })

const flowsOf = (session: Session) => session.workflows('items')

/** Many runs that have ended, some that wait; keys that are locked, tasks and settings. */
export const fillProcesses = async (session: Session): Promise<void> => {
  const flows = flowsOf(session)
  await Promise.all(Array.from({ length: 300 }, (_, n) => flows.start(short, null, { id: `ended${n}` })))
  await flows.drain([short])
  await Promise.all(Array.from({ length: 20 }, (_, n) => flows.start(asked, null, { id: `asked${n}` })))
  for (let n = 0; n < 300; n += 1) {
    await session.progress('tasks').save(`task${n}`, n)
    await session.settings('app').set(`setting${n}`, n)
  }
  await session.locks('keys').tryAcquire('k7')
}

const held =
  (work: (locks: Locks, lease: Lease) => Promise<unknown>) =>
  async (session: Session): Promise<void> => {
    const locks = session.locks('keys')
    const lease = await locks.acquire('mine')
    await work(locks, lease)
    await lease.release()
  }

/** What is asked of runs, locks, tasks and settings. */
export const processWorks: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  'workflows.start()': (session) => flowsOf(session).start(steps, null, { id: 'new' }),
  'workflows.drain()': (session) => flowsOf(session).drain([steps]),
  'workflows.status()': (session) => flowsOf(session).handle('ended5').status(),
  'workflows.signal()': (session) => flowsOf(session).signal('asked1', 'answer', 1),
  'workflows.cancel()': (session) => flowsOf(session).cancel('asked2'),
  'workflows.resume()': (session) => flowsOf(session).resume('asked3'),
  'workflows.fork()': (session) => flowsOf(session).fork('ended7', { fromStep: 'a' }),
  'locks.acquire() and release()': held(async () => undefined),
  'locks.acquire() and extend()': held((_, lease) => lease.extend(60_000)),
  'locks.acquire() and confirm()': held((locks, lease) => locks.confirm(lease)),
  'locks.inspect()': (session) => session.locks('keys').inspect('k7'),
  'progress.save()': (session) => session.progress('tasks').save('task7', 1),
  'progress.get()': (session) => session.progress('tasks').get('task7'),
  'progress.clear()': (session) => session.progress('tasks').clear('task7'),
  'settings.get()': (session) => session.settings('app').get(limit, { scopes: ['a', 'b'] }),
  'settings.set()': (session) => session.settings('app').set(limit, 5),
  'settings.unset()': (session) => session.settings('app').unset(limit),
}
