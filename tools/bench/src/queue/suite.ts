import { plan } from '../plan.ts'
import type { Recorder, Rival } from '../recorder.ts'
import { repeated, single, together, type Sample } from '../sample.ts'
import type { QueueContender } from './queue-contender.ts'

export interface QueueTargets {
  readonly concurrent?: number
  /** Jobs a second that independent producers are to enqueue, each durable when its producer goes on. */
  readonly rate?: number
  readonly batch?: number
  /** By the name of the rival. */
  readonly work?: Readonly<Record<string, number>>
}

const producers = 64
const batch = 1_000
const most = 24

/** How many jobs are worked on in a round. */
const jobs = plan.rows / 20
const ended = plan.rows * 10

/** What is measured of queues. */
export const runQueue = async (
  recorder: Recorder,
  contenders: readonly [QueueContender, ...QueueContender[]],
  targets: QueueTargets,
  folder: string,
): Promise<void> => {
  const compare = (
    name: string,
    of: (contender: QueueContender) => Sample,
    target: (rival: string) => number | undefined,
    rounds = plan.rounds,
    marks: readonly Rival[] = [],
  ): Promise<void> => {
    const [ours, ...rivals] = contenders
    return recorder.compare({
      name: `queue: ${name}`,
      ours: of(ours),
      rivals: [...rivals.map((rival) => rivalOf(rival.name, of(rival), target(rival.name))), ...marks],
      durable: folder,
      rounds,
    })
  }
  const clear = async (): Promise<void> => {
    for (const contender of contenders) await contender.clear()
  }
  const work = (workers: number): Promise<void> =>
    compare(
      `claim and complete, ${workers} at a time, a job`,
      (contender) =>
        single(
          () => contender.enqueueMany(workers === 1 ? jobs / 5 : jobs),
          () => contender.work(workers === 1 ? jobs / 5 : jobs, workers),
          workers === 1 ? jobs / 5 : jobs,
        ),
      (rival) => targets.work?.[rival],
      plan.bulkRounds,
    )
  await compare(
    'enqueue',
    ({ enqueue }) => repeated(enqueue),
    () => undefined,
  )
  await clear()
  await compare(
    `enqueue, ${producers} callers in the process`,
    ({ enqueue }) => together(producers, enqueue),
    () => targets.concurrent,
    plan.rounds,
    targets.rate === undefined ? [] : [rateOf(targets.rate)],
  )
  await clear()
  await compare(
    `enqueue ${batch} at once, a job`,
    ({ enqueueMany }) => repeated(() => enqueueMany(batch), batch),
    () => targets.batch,
  )
  await clear()
  await work(1)
  await work(most)
  await reactions(recorder, contenders)
  await clear()
  for (const contender of contenders) await contender.fillHistory?.(ended)
  await recorder.compare({
    name: `queue: claim and complete, ${most} at a time, behind ${ended} jobs that have ended, a job`,
    ours: worked(contenders[0]),
    rivals: contenders
      .slice(1)
      .map((rival) => rivalOf(rival.name, worked(rival), targets.work?.[rival.name])),
    durable: folder,
    rounds: plan.bulkRounds,
  })
  await Promise.all(contenders.map((contender) => contender.close()))
}

const rivalOf = (name: string, sample: Sample, target: number | undefined): Rival =>
  target === undefined ? { name, sample } : { name, sample, target }

/** As if somebody took just so long. */
const rateOf = (rate: number): Rival => ({
  name: `${rate} jobs a second`,
  sample: async () => 1_000_000 / rate,
  target: 1,
})

const worked = (contender: QueueContender): Sample =>
  single(
    () => contender.enqueueMany(jobs),
    () => contender.work(jobs, most),
    jobs,
  )

/** From the enqueueing of a job to its start, among those whose workers are told. */
const reactions = async (
  recorder: Recorder,
  [ours, ...others]: readonly [QueueContender, ...QueueContender[]],
): Promise<void> => {
  const rivals = others.flatMap(({ name, react }) => (react === undefined ? [] : [{ name, react }]))
  const mine = ours.react
  if (mine === undefined) return
  for (const { react } of [{ react: mine }, ...rivals]) await react.start()
  await recorder.compare({
    name: 'queue: from enqueue to start',
    ours: repeated(mine.once),
    rivals: rivals.map(({ name, react }) => ({ name, sample: repeated(react.once) })),
  })
  for (const { react } of [{ react: mine }, ...rivals]) await react.stop()
}
