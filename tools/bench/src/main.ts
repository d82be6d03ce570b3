import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { startPostgres } from '@holdfast/postgres-server'

import { folderOnDisk } from './disk.ts'
import { describeMachine } from './machine.ts'
import { page } from './page.ts'
import { isQuick } from './plan.ts'
import { allEngines, allParts, withMeasured } from './report.ts'
import type { Row } from './row.ts'

/** Each engine has a process of its own, and so has each part: what something else taught the compiler would slow it. */
const measure = async (
  engine: string,
  part: string,
  folder: string,
  server: string,
): Promise<readonly Row[]> => {
  const child = fork(join(import.meta.dirname, 'engine-process.js'), [engine, part, folder, server])
  const rows: Row[] = []
  child.on('message', (sent: readonly Row[]) => rows.push(...sent))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`Measuring ${part} of ${engine} ended with exit code ${code}`)
  return rows
}

const start = performance.now()
const all: readonly string[] = [...allEngines, ...allParts]
const wantsPage = process.argv.includes('--write')
const named = process.argv.slice(2).filter((name) => name !== '--write')
const unknown = named.find((name) => !all.includes(name))
if (unknown !== undefined)
  throw new Error(`There is no ${unknown} to measure; name of ${all.join(', ')} what you want`)
/** Those that were named, or all. */
const chosen = (known: readonly string[]): readonly string[] =>
  known.some((name) => named.includes(name)) ? known.filter((name) => named.includes(name)) : known
const engines = chosen(allEngines)
const parts = chosen(allParts)
const folder = await folderOnDisk()
const server = await startPostgres()
const rows: Row[] = []
try {
  const machine = await describeMachine(folder)
  for (const engine of engines)
    for (const part of parts) rows.push(...(await measure(engine, part, folder, server.url)))
  const seconds = Math.round((performance.now() - start) / 1000)
  console.log(`Took ${seconds} s`)
  const root = join(import.meta.dirname, '..', '..', '..')
  const report = join(root, 'bench-report.json')
  if (isQuick || (named.length > 0 && !wantsPage))
    console.log(
      'A quick run, or one of a part without --write: bench-report.json and docs/benchmarks.md stay as they were',
    )
  else {
    const dated = rows.map((row) => ({ ...row, date: machine.date }))
    const known = JSON.parse(await readFile(report, 'utf8')) as readonly Row[]
    const merged = withMeasured(known, dated)
    await writeFile(report, `${JSON.stringify(merged, null, 2)}\n`)
    await writeFile(join(root, 'docs', 'benchmarks.md'), page(machine, merged))
  }
  for (const { name, engine, rivalName, ratio, target, ok } of rows) {
    if (!ok)
      console.log(
        `MISSED ${engine} ${name}: ${ratio.toFixed(2)}× ${rivalName}, aimed at ${target!.toFixed(2)}×`,
      )
  }
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
