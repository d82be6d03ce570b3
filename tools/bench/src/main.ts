import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { startPostgres } from '@holdfast/postgres-server'

import { folderOnDisk } from './disk.ts'
import { describeMachine } from './machine.ts'
import { page } from './page.ts'
import { isQuick } from './plan.ts'
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
const allEngines = ['sqlite', 'postgres', 'duckdb']
const allParts = ['key-value', 'cache', 'records', 'migrations']
const named = process.argv.slice(2)
const unknown = named.find((name) => !allEngines.includes(name) && !allParts.includes(name))
if (unknown !== undefined)
  throw new Error(
    `There is no ${unknown} to measure; name of ${[...allEngines, ...allParts].join(', ')} what you want`,
  )
/** Those that were named, or all. */
const chosen = (all: readonly string[]): readonly string[] =>
  all.some((name) => named.includes(name)) ? all.filter((name) => named.includes(name)) : all
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
  if (isQuick || named.length > 0)
    console.log('A quick or partial run: bench-report.json and docs/benchmarks.md stay as they were')
  else {
    await writeFile(join(root, 'bench-report.json'), `${JSON.stringify(rows, null, 2)}\n`)
    await writeFile(join(root, 'docs', 'benchmarks.md'), page(machine, rows, seconds))
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
