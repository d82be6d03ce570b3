import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { takeInventory } from '../../src/import-json/folder/inventory.ts'

/** A file system that keeps any time at all, where there is one. */
const anyTime = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const folder = (base = tmpdir()): string => {
  const home = mkdtempSync(join(base, 'holdfast-inventory-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** A signal that never comes, and does something each time that it is looked at. */
const onLook = (look: () => void): AbortSignal =>
  Object.defineProperty(new AbortController().signal, 'aborted', {
    get: () => {
      look()
      return false
    },
  })

test('takeInventory() takes a folder that goes while it looks as one that never was', async () => {
  const home = folder()
  for (const name of ['a', 'b']) mkdirSync(join(home, name))
  writeFileSync(join(home, 'a', 'x.json'), '1')
  let looks = 0
  const signal = onLook(() => {
    looks += 1
    if (looks === 2) rmSync(join(home, 'b'), { recursive: true })
  })
  const { files, unreadable } = await takeInventory(home, 'import', signal)
  expect(unreadable).toStrictEqual([])
  expect(files.map(({ path }) => path)).toStrictEqual(['a/x.json'])
})

test('takeInventory() gives a time that every engine holds, whatever the file system says', async () => {
  const home = folder(anyTime)
  const times = { early: -99_999_999_999, late: 400_000_000_000, absurd: 99_999_999_999_999 }
  for (const [name, seconds] of Object.entries(times)) {
    writeFileSync(join(home, name), '')
    utimesSync(join(home, name), seconds, seconds)
  }
  const { files } = await takeInventory(home, 'import')
  const years = files.map(({ path, modified }) => [path, modified.getUTCFullYear()] as const)
  expect(years.filter(([, year]) => !(year >= 1 && year <= 9999))).toStrictEqual([])
})
