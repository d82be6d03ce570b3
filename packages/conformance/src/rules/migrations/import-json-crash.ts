import { setTimeout as after } from 'node:timers/promises'
import { dirname } from 'node:path'
import type { Database } from '@holdfast/core'
import { importFiles, importJson, importRejects, isImported } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import type { Place } from '../../harness.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { counts, importOptions, visits, type ImportOrder } from '../../worker/import-json.ts'
import type { WorkerProcess } from '../../worker/spawn.ts'
import { startOn } from '../../worker/start-on.ts'
import { jsonFolder, type JsonFolder } from './import-json/json-folder.ts'

const profiles = 3
const lines = 4

/** Many more than there are, so that an import which never gets on is no endless one. */
const mostSteps = 1_000

/** Profiles with a count, and visits of which one line is broken and one has the key of another profile's. */
const profilesFolder = (context: Context, perFile = lines): JsonFolder => {
  const files: Record<string, string> = {}
  for (let profile = 0; profile < profiles; profile += 1) {
    const visit = (index: number): string =>
      `{"id":"${profile}-${index}","at":${9007199254740993n + BigInt(index)},"url":"https://x/${index}"}`
    const all = Array.from({ length: perFile }, (_, index) => visit(index))
    files[`p${profile}/count.json`] = `{"count":${perFile}}`
    files[`p${profile}/visits.jsonl`] = [...all, '{"id":', visit(0).replace(`"${profile}-`, '"0-')].join('\n')
  }
  return jsonFolder(context, files)
}

const home = ({ from }: JsonFolder): string => dirname(from)

/** All that an import leaves in the database, without the times at which it did. */
const stateOf = async (db: Database): Promise<object> => ({
  isDone: await isImported(db, 'profiles'),
  visits: await db.records(visits).list({ limit: 10_000 }),
  counts: await db.records(counts).list(),
  files: await db
    .records(importFiles)
    .list({ select: ['path', 'hash', 'state', 'records', 'rows', 'rejected', 'rowsHash'] }),
  rejects: await db.records(importRejects).list(),
})

/** The state after an import that nothing disturbed. */
const undisturbed = async (context: Context, perFile = lines): Promise<object> => {
  const { db } = await context.fresh()
  const folder = profilesFolder(context, perFile)
  await db.createTables([counts, visits])
  await importJson(
    db,
    importOptions(home(folder), () => undefined),
  )
  return stateOf(db)
}

const start = (context: Context, place: Place, order: ImportOrder): WorkerProcess | undefined =>
  startOn(context, place, 'import', JSON.stringify(order))

const expectSame = async (place: Place, folder: JsonFolder, wanted: object): Promise<void> => {
  const db = await openAt(place)
  try {
    expect(await stateOf(db)).toStrictEqual(wanted)
  } finally {
    await db.close()
  }
  expect(folder.files('from')).toStrictEqual({})
  expect(Object.keys(folder.files('archiveTo'))).toHaveLength(profiles * 2)
}

const withoutProcesses = async (context: Context): Promise<void> => {
  const state = await undisturbed(context)
  expect(state).toMatchObject({ isDone: true })
}

export const importJsonCrash: readonly Rule[] = [
  rule({
    id: 'import-json.killed-everywhere',
    title:
      'an import that is killed at each of its statements and at every boundary of a file ends in the same state',
    needs: ['persistent'],
    tier: 'certification',
    present: async (context) => {
      const state = await undisturbed(context)
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const folder = profilesFolder(context)
      // Each process dies one step later than the one before, so every step of what is left is an end once.
      let killed = 0
      for (let killAt = 1; ; killAt += 1) {
        const child = start(context, place, { folder: home(folder), killAt })
        if (child === undefined) return 'not-run'
        await child.ended
        expect(child.lines.filter((line) => line.startsWith('failed'))).toStrictEqual([])
        if (child.lines.includes('imported')) break
        killed += 1
        expect(killed).toBeLessThan(mostSteps)
      }
      context.note('crash', 'importKilled', killed)
      expect(killed).toBeGreaterThan(profiles * 2)
      await expectSame(place, folder, state)
      return undefined
    },
    absent: withoutProcesses,
  }),
  rule({
    id: 'import-json.killed-any-time',
    title: 'an import that is killed at any moment and run again ends in the same state',
    needs: ['persistent'],
    tier: 'certification',
    present: async (context) => {
      const many = 3_000
      const state = await undisturbed(context, many)
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const folder = profilesFolder(context, many)
      for (let round = 0; round < 6; round += 1) {
        const child = start(context, place, { folder: home(folder) })
        if (child === undefined) return 'not-run'
        await child.said(1)
        await after(context.random.whole(300))
        await child.kill()
        expect(child.lines.filter((line) => line.startsWith('failed'))).toStrictEqual([])
      }
      const last = start(context, place, { folder: home(folder) })
      await last?.ended
      expect(last?.lines.at(-1)).toBe('imported')
      await expectSame(place, folder, state)
      return undefined
    },
    absent: withoutProcesses,
  }),
  rule({
    id: 'import-json.processes',
    title: 'several processes that import one folder at once import each file once',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const state = await undisturbed(context)
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const folder = profilesFolder(context)
      const children = ['a', 'b', 'c'].flatMap(() => start(context, place, { folder: home(folder) }) ?? [])
      if (children.length === 0) return 'not-run'
      await Promise.all(children.map((child) => child.ended))
      const last = start(context, place, { folder: home(folder) })
      await last?.ended
      expect(last?.lines.at(-1)).toBe('imported')
      await expectSame(place, folder, state)
      return undefined
    },
    absent: withoutProcesses,
  }),
]
