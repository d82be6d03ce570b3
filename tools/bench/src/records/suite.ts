import { meanBatch } from '../mean-batch.ts'
import { plan } from '../plan.ts'
import type { Recorder, Rival } from '../recorder.ts'
import { repeated, single, together, type Sample } from '../sample.ts'
import type { RecordsContender } from './contender.ts'
import { bulkPeople, existingPeople, upsertPeople } from './data.ts'

/** Callers in the process, as in the key-value part. */
const callers = 64

export interface RecordsSuite {
  readonly recorder: Recorder
  readonly ours: RecordsContender
  readonly raw: RecordsContender
  readonly rivals: readonly RecordsContender[]
  /** How many times as fast as each builder it should be. A lone insert waits for the disk. */
  readonly targets: { readonly get: number; readonly insert: number; readonly sharedInsert: number }
  /** On the disk that commits wait for. */
  readonly folder: string
}

/** How many times as fast as the raw driver, and as each other one. */
interface Target {
  readonly raw?: number
  readonly rival?: number
}

const rivalOf = ({ name }: RecordsContender, sample: Sample, target: number | undefined): Rival =>
  target === undefined ? { name, sample } : { name, sample, target }

/** What is measured of records on every engine. */
export const runRecords = async (suite: RecordsSuite): Promise<void> => {
  const { recorder, ours, raw, rivals, targets, folder } = suite
  const all = (
    sample: (contender: RecordsContender) => Sample,
    { raw: least, rival = 1 }: Target = {},
  ): readonly Rival[] => [
    rivalOf(raw, sample(raw), least),
    ...rivals.map((contender) => rivalOf(contender, sample(contender), rival)),
  ]
  const compare = (
    name: string,
    sample: (contender: RecordsContender) => Sample,
    target?: Target,
    more: { readonly durable?: string; readonly rounds?: number; readonly isBatched?: boolean } = {},
  ): Promise<void> => {
    const { isBatched = false, ...rest } = more
    const own = sample(ours)
    return recorder.compare({
      name: `records: ${name}`,
      ours: own,
      rivals: all(sample, target),
      ...rest,
      ...(isBatched ? { meanBatch: meanBatch(own) } : {}),
    })
  }
  await compare('get by key', ({ get }) => repeated(get), { rival: targets.get })
  const sharedGet = ({ shared }: RecordsContender): Sample => together(callers, shared.get)
  await compare(
    `get by key, ${callers} callers in the process`,
    sharedGet,
    { rival: 1 },
    { isBatched: ours.batches.get },
  )
  await compare('page of 50 by a filter', ({ page }) => repeated(page))
  await compare('insert', ({ insert }) => repeated(insert), { rival: targets.insert }, { durable: folder })
  await compare(
    `insert, ${callers} callers in the process`,
    ({ shared }) => together(callers, shared.insert),
    { rival: targets.sharedInsert },
    { durable: folder, isBatched: ours.batches.insert },
  )
  await compare(
    `insertMany of ${bulkPeople.length} rows, per row`,
    ({ clear, insertMany, mostRows }) => {
      const people = bulkPeople.slice(0, mostRows)
      return single(clear, () => insertMany(people), people.length)
    },
    { raw: 0.8, rival: 1 },
    { rounds: plan.recordRounds },
  )
  await upserts(suite)
}

const upserts = async ({ recorder, ours, raw, rivals }: RecordsSuite): Promise<void> => {
  const sample = ({ clear, insertMany, upsertMany }: RecordsContender): Sample =>
    single(
      async () => {
        await clear()
        await insertMany(existingPeople)
      },
      () => upsertMany!(upsertPeople),
      upsertPeople.length,
    )
  await recorder.compare({
    name: `records: upsertMany of ${upsertPeople.length} rows, per row`,
    ours: sample(ours),
    rivals: [raw, ...rivals]
      .filter(({ upsertMany }) => upsertMany !== undefined)
      .map((rival) => rivalOf(rival, sample(rival), rival === raw ? undefined : 1)),
    rounds: plan.recordRounds,
  })
}
