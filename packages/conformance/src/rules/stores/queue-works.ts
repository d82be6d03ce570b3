import type { ClaimedJob, Queue, Session } from '@holdfast/core'

const queueOf = (session: Session): Queue<number> => session.queue<number>('items')
/** Here every job has a group. */
const groupsOf = (session: Session, concurrency?: number): Queue<number> =>
  session.queue<number>('grouped', concurrency === undefined ? {} : { groups: { concurrency } })

const jobs = (count: number, of: (n: number) => object): { readonly payload: number }[] =>
  Array.from({ length: count }, (_, n) => ({ payload: n, ...of(n) }))

const group = (n: number): { readonly group: string } => ({ group: `g${n % 9}` })

/** Many jobs that have ended, and some of each kind that have not. */
export const fillQueue = async (session: Session): Promise<void> => {
  const queue = queueOf(session)
  await endMany(queue, (n) => ({ id: `done${n}` }))
  await queue.enqueueMany(jobs(60, (n) => ({ id: `plain${n}` })))
  await queue.enqueueMany(jobs(20, (n) => ({ id: `later${n}`, delay: 60_000 + n })))
  const grouped = groupsOf(session)
  await endMany(grouped, group)
  await grouped.enqueueMany(jobs(90, group))
  await grouped.enqueueMany(jobs(20, (n) => ({ fifo: `l${n % 4}` })))
}

const endMany = async (queue: Queue<number>, of: (n: number) => object): Promise<void> => {
  await queue.enqueueMany(jobs(500, of))
  for (;;) {
    const claimed = await queue.claim({ limit: 1_000 })
    if (claimed.length === 0) return
    await Promise.all(claimed.map((job) => queue.complete(job)))
  }
}

const withJob =
  (work: (queue: Queue<number>, job: ClaimedJob<number>) => Promise<unknown>) =>
  async (session: Session): Promise<void> => {
    const queue = queueOf(session)
    const [job] = await queue.claim()
    await work(queue, job!)
  }

/** What is asked of a queue that has some jobs to be done, among many that have ended. */
export const queueWorks: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  'queue.enqueue()': (session) => queueOf(session).enqueue(1),
  'queue.enqueue() with a unique key': (session) => queueOf(session).enqueue(1, { unique: { key: 'only' } }),
  'queue.enqueue() of a group': (session) => queueOf(session).enqueue(1, { group: 'g1' }),
  'queue.enqueueMany()': (session) => queueOf(session).enqueueMany(jobs(20, (n) => ({ id: `more${n}` }))),
  'queue.claim() and complete()': withJob((queue, job) => queue.complete(job)),
  'queue.claim() and fail()': withJob((queue, job) => queue.fail(job, new Error('no'))),
  'queue.claim() and extend()': withJob((queue, job) => queue.extend(job)),
  'queue.claim() and release()': withJob((queue, job) => queue.release(job)),
  // Before a planner that guesses knows the table, it reads more than it must for 20 or more at once.
  'queue.claim() of several': (session) => queueOf(session).claim({ limit: 10 }),
  'queue.claim() of groups': (session) => groupsOf(session).claim({ limit: 10 }),
  'queue.claim() of one group at a time': (session) => groupsOf(session, 1).claim({ limit: 10 }),
  'queue.cancel()': (session) => queueOf(session).cancel('later1'),
  'queue.retry()': (session) => queueOf(session).retry('later1'),
  'queue.get()': (session) => queueOf(session).get('done500'),
  'queue.redrive()': (session) => queueOf(session).redrive({ limit: 10 }),
  'queue.delete()': (session) => queueOf(session).delete('done500'),
  'queue.prune()': (session) => queueOf(session).prune({ limit: 10 }),
}
