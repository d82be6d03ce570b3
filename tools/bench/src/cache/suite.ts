import { plan } from '../plan.ts'
import type { Recorder } from '../recorder.ts'
import { repeated, single, together, type Sample } from '../sample.ts'
import type { CacheContender } from './cache-contender.ts'
import { contenders, openContender } from './open-contender.ts'
import { Processes } from './processes.ts'

/** How much faster a hit is to be than that of the fastest library. */
const target = 3
const callers = 1_000
const expired = 10_000

/** What is measured of caches; `place` names a file or a database of its own for each contender. */
export const runCache = async (
  engine: string,
  recorder: Recorder,
  place: (name: string) => Promise<string>,
  folder: string,
  settle: (places: Iterable<string>) => Promise<void>,
): Promise<void> => {
  const places = new Map<string, string>()
  for (const name of contenders) places.set(name, await place(name))
  const opened: CacheContender[] = []
  for (const name of contenders) opened.push(await openContender(engine, name, places.get(name)!, false))
  await settle(places.values())
  const [ours, ...rivals] = opened as [CacheContender, ...CacheContender[]]
  const compare = (
    name: string,
    of: (contender: CacheContender) => Sample,
    more: { readonly target?: number; readonly durable?: string; readonly rounds?: number } = {},
    others = rivals,
  ): Promise<void> => {
    const { target: aim, ...rest } = more
    const compared = others.map((rival) => ({
      name: rival.name,
      sample: of(rival),
      ...(aim === undefined ? {} : { target: aim }),
    }))
    return recorder.compare({ name: `cache: ${name}`, ours: of(ours), rivals: compared, ...rest })
  }
  await compare('hit', ({ hit }) => repeated(hit), { target })
  await compare('hit, 64 callers in the process', ({ hit }) => together(64, hit), { target })
  await compare('miss and fill', ({ fill }) => repeated(fill), { durable: folder })
  await compare(`${callers} callers of one cold key, all of them`, cold, { durable: folder })
  const prunable = rivals.filter((rival) => rival.expired !== undefined)
  await compare(`prune of ${expired}`, prune, { durable: folder, rounds: plan.bulkRounds }, prunable)
  await Promise.all(opened.map((contender) => contender.close()))
  await loadsOfProcesses(engine, recorder, places)
}

let keys = 0

const cold =
  ({ ask }: CacheContender): Sample =>
  async () => {
    const key = `cold:${(keys += 1)}`
    let loads = 0
    const load = async (): Promise<object> => {
      loads += 1
      return { loads }
    }
    const start = performance.now()
    await Promise.all(Array.from({ length: callers }, () => ask(key, load)))
    return (performance.now() - start) * 1000
  }

const prune = ({ expired: over }: CacheContender): Sample =>
  single(
    () => over!.make(expired),
    async () => void (await over!.prune()),
    1,
  )

/** A number of loads where all else is a time. */
const loadsOfProcesses = async (
  engine: string,
  recorder: Recorder,
  places: ReadonlyMap<string, string>,
): Promise<void> => {
  const started: Processes[] = []
  for (const name of contenders) started.push(await Processes.start(engine, name, places.get(name)!))
  const [ours, ...rivals] = started
  await recorder.compare({
    name: 'cache: loads by 8 processes that ask for one cold key',
    unit: 'calls',
    ours: ours!.loads,
    rivals: rivals.map(({ loads }, index) => ({ name: contenders[index + 1]!, sample: loads, target: 8 })),
    rounds: 3,
  })
  for (const processes of started) await processes.close()
}
