import { plan } from '../plan.ts'
import type { Recorder } from '../recorder.ts'
import { single, type Sample } from '../sample.ts'
import type { ChangeContender, MigrationContender } from './contender.ts'
import { history } from './history.ts'
import { peakMemory, type PeakMemory } from './peak-memory.ts'
import { readingCount } from './readings.ts'

export interface MigrationSuite {
  readonly recorder: Recorder
  readonly ours: MigrationContender
  /** Ours without something that it does by itself. */
  readonly variants: readonly MigrationContender[]
  readonly rivals: readonly MigrationContender[]
  /** How many times as fast as each rival it should be; left out where there is only the raw driver. */
  readonly target?: number
  /** The longest start that finds nothing to do, in milliseconds. */
  readonly longestStart?: number
  readonly changes: { readonly ours: ChangeContender; readonly byHand: ChangeContender }
  /** Makes an empty database. */
  empty(): Promise<string>
  /** Makes a copy of the table that is changed. */
  readings(): Promise<string>
  /** On the disk that commits wait for. */
  readonly folder: string
}

/** Half as long again as the same by hand, which proves nothing. */
const slowest = 1 / 1.5

/** What is measured of migrations on every engine. */
export const runMigrations = async (suite: MigrationSuite): Promise<void> => {
  await starts(suite)
  await changes(suite)
}

const starts = async ({
  recorder,
  ours,
  variants,
  rivals,
  target,
  longestStart,
  empty,
  folder,
}: MigrationSuite): Promise<void> => {
  const rated = rivals.map((rival) => ({ rival, target }))
  const all = [...rated, ...variants.map((rival) => ({ rival, target: undefined }))]
  const targeted = (least: number | undefined): { readonly target?: number } =>
    least === undefined ? {} : { target: least }
  const first = ({ start }: MigrationContender): Sample => {
    let place = ''
    return single(
      async () => {
        place = await empty()
      },
      () => start(place),
      history.length,
    )
  }
  await recorder.compare({
    name: `migrations: ${history.length} on an empty database, each`,
    ours: first(ours),
    rivals: all.map(({ rival, target: least }) =>
      Object.assign({ name: rival.name, sample: first(rival) }, targeted(least)),
    ),
    durable: folder,
    rounds: plan.migrationRounds,
  })
  const again = async ({ start }: MigrationContender): Promise<Sample> => {
    const place = await empty()
    await start(place)
    return single(
      async () => undefined,
      () => start(place),
      1,
    )
  }
  const limit =
    longestStart === undefined
      ? []
      : [{ name: `the limit of ${longestStart} ms`, sample: async () => longestStart * 1000, target: 1 }]
  const others = []
  for (const { rival, target: least } of rated)
    others.push({ name: rival.name, sample: await again(rival), ...targeted(least) })
  await recorder.compare({
    name: `migrations: start with ${history.length} applied`,
    ours: await again(ours),
    rivals: [...limit, ...others],
    rounds: plan.rounds,
  })
}

const changes = async ({
  recorder,
  changes: { ours, byHand },
  readings,
  folder,
}: MigrationSuite): Promise<void> => {
  for (const [what, name] of [
    ['changeType', 'change of type'],
    ['backfill', 'backfill'],
  ] as const) {
    let memory: PeakMemory = { resident: 0, heap: 0 }
    const sample =
      ({ open }: ChangeContender, note?: (peak: PeakMemory) => void): Sample =>
      async () => {
        const table = await open(await readings())
        let time = 0
        const change = async (): Promise<void> => {
          time = await single(
            async () => undefined,
            () => table[what](),
            readingCount,
          )()
        }
        try {
          if (note === undefined) await change()
          else note(await peakMemory(change))
        } finally {
          await table.close()
        }
        return time
      }
    const keepMost = ({ resident, heap }: PeakMemory): void => {
      memory = { resident: Math.max(memory.resident, resident), heap: Math.max(memory.heap, heap) }
    }
    await recorder.compare({
      name: `migrations: ${name} of ${readingCount} rows, per row`,
      ours: sample(ours, keepMost),
      rivals: [{ name: byHand.name, sample: sample(byHand), target: slowest }],
      durable: folder,
      rounds: plan.migrationRounds,
      memory: () => memory,
    })
  }
}
