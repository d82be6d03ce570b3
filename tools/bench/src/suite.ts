import type { Contender, FullContender } from './contender.ts'
import { events } from './data.ts'
import { meanBatch } from './mean-batch.ts'
import { plan } from './plan.ts'
import type { Recorder } from './recorder.ts'
import { repeated, single, together, type Operation, type Sample } from './sample.ts'
import { Callers } from './sockets/callers.ts'
import { serve } from './sockets/serve.ts'

/** The ratios that were aimed at. */
export interface Targets {
  readonly get?: Readonly<Record<string, number>>
  readonly concurrentGet?: number
  readonly concurrentSet: number
  readonly load: number
}

export interface Suite {
  readonly recorder: Recorder
  readonly ours: FullContender
  readonly raw: FullContender
  /** What else a user would pick for a get and a set. */
  readonly rivals: readonly Contender[]
  readonly targets: Targets
  /** On the disk that commits wait for. */
  readonly folder: string
}

/** What is measured on every engine. */
export const runSuite = async (suite: Suite): Promise<void> => {
  await oneByOne(suite)
  await wholeTables(suite)
  await manyCallers(suite)
}

const oneByOne = async ({ recorder, ours, raw, rivals, targets, folder }: Suite): Promise<void> => {
  const all = [raw, ...rivals]
  const get = all.map(({ name, get }) => ({ name, sample: repeated(get), ...targetOf(targets.get?.[name]) }))
  await recorder.compare({ name: 'get', ours: repeated(ours.get), rivals: get })
  const set = all.map(({ name, set }) => ({ name, sample: repeated(set) }))
  await recorder.compare({ name: 'set', ours: repeated(ours.set), rivals: set, durable: folder })
  const withRaw = (
    name: string,
    of: (contender: FullContender) => Operation,
    durable?: string,
  ): Promise<void> =>
    recorder.compare({
      name,
      ours: repeated(of(ours)),
      rivals: [{ name: raw.name, sample: repeated(of(raw)) }],
      ...(durable === undefined ? {} : { durable }),
    })
  await withRaw('has', ({ has }) => has)
  await withRaw('getMany of 20', ({ getMany }) => getMany)
  await withRaw('list 100', ({ list }) => list)
  await withRaw('increment', ({ increment }) => increment, folder)
  await withRaw('set, then delete', ({ setAndDelete }) => setAndDelete, folder)
  await withRaw('transaction of two updates', ({ transaction }) => transaction, folder)
}

const targetOf = (target: number | undefined): { readonly target?: number } =>
  target === undefined ? {} : { target }

const wholeTables = async ({ recorder, ours, raw, targets }: Suite): Promise<void> => {
  const load = ({ prepareLoad, load }: FullContender): Sample => single(prepareLoad, load, events.length)
  await recorder.compare({
    name: `bulk load of ${events.length} rows, per row`,
    ours: load(ours),
    rivals: [{ name: raw.name, sample: load(raw), target: targets.load }],
    rounds: plan.bulkRounds,
  })
  const stream = ({ name, stream }: FullContender): Sample =>
    single(nothing, async () => checkSum(name, await stream()), events.length)
  await recorder.compare({
    name: `stream of ${events.length} rows, per row`,
    ours: stream(ours),
    rivals: [{ name: raw.name, sample: stream(raw) }],
    rounds: plan.bulkRounds,
  })
}

const nothing = async (): Promise<void> => undefined

const expected = events.reduce((sum, { score }) => sum + score, 0)

const checkSum = (name: string, sum: number): void => {
  if (sum !== expected) throw new Error(`${name} read rows that add up to ${sum}, not ${expected}`)
}

const manyCallers = async ({ recorder, ours, raw, targets, folder }: Suite): Promise<void> => {
  const callers = new Callers()
  const echo = await serve(() => undefined)
  const servers = [echo]
  try {
    for (const kind of ['get', 'set'] as const) {
      const target = targetOf(kind === 'get' ? targets.concurrentGet : targets.concurrentSet)
      const durable = kind === 'set' ? { durable: folder } : {}
      const [oursServed, rawServed] = await Promise.all([serve(ours.shared[kind]), serve(raw.shared[kind])])
      servers.push(oursServed, rawServed)
      const sample = callers.of(oursServed.port)
      await recorder.compare({
        name: `${kind}, ${callers.count} sockets`,
        ours: sample,
        rivals: [{ name: raw.name, sample: callers.of(rawServed.port), ...target }],
        ...durable,
        ...(ours.batches[kind] ? { meanBatch: meanBatch(sample) } : {}),
        socket: callers.of(echo.port),
      })
      const inProcess = together(callers.count, ours.shared[kind])
      await recorder.compare({
        name: `${kind}, ${callers.count} callers in the process`,
        ours: inProcess,
        rivals: [{ name: raw.name, sample: together(callers.count, raw.shared[kind]) }],
        ...durable,
        ...(ours.batches[kind] ? { meanBatch: meanBatch(inProcess) } : {}),
      })
    }
  } finally {
    callers.close()
    await Promise.all(servers.map((server) => server.close()))
  }
}
