import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { takeBackup, type Backup } from '../../src/import-json/folder/backup.ts'
import { takeInventory } from '../../src/import-json/folder/inventory.ts'

interface Places {
  readonly home: string
  readonly from: string
  readonly backup: string
}

const places = (): Places => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-backup-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  mkdirSync(join(home, 'from'))
  return { home, from: join(home, 'from'), backup: join(home, 'backup') }
}

const backUp = async ({ from, backup }: Places, onFile = (): void => undefined): Promise<Backup> =>
  takeBackup(await takeInventory(from, 'import'), backup, { action: 'import', onFile })

test('takeBackup() keeps a file whose path leads through what was a file in an earlier run', async () => {
  const at = places()
  writeFileSync(join(at.from, 'a'), '1')
  await backUp(at)
  rmSync(join(at.from, 'a'))
  mkdirSync(join(at.from, 'a'))
  writeFileSync(join(at.from, 'a', 'b.json'), '2')
  const { entries, unreadable, copyOf } = await backUp(at)
  expect(unreadable).toStrictEqual([])
  const [entry] = entries
  expect(readFileSync(copyOf('a/b.json', entry?.hash ?? '') ?? '', 'utf8')).toBe('2')
  expect(readFileSync(join(at.backup, 'files', 'a'), 'utf8')).toBe('1')
  mkdirSync(join(at.from, 'c'))
  writeFileSync(join(at.from, 'c', 'd.json'), '3')
  await backUp(at)
  rmSync(join(at.from, 'c'), { recursive: true })
  writeFileSync(join(at.from, 'c'), '4')
  const turned = await backUp(at)
  expect(turned.entries.map(({ path, copy }) => [path, copy!.split('/')[0]])).toStrictEqual([
    ['a/b.json', 'versions'],
    ['c', 'versions'],
  ])
})

test('takeBackup() throws, and blames no file, where the backup itself cannot be written', async () => {
  const at = places()
  writeFileSync(join(at.from, 'a.json'), '1')
  writeFileSync(join(at.home, 'blocked'), '')
  await expect(backUp({ ...at, backup: join(at.home, 'blocked', 'backup') })).rejects.toMatchObject({
    name: 'HoldfastError',
    code: 'io',
  })
  // What holds the drafts goes while the files are copied.
  const losesDrafts = (): void => rmSync(join(at.backup, 'drafts'), { recursive: true, force: true })
  await expect(backUp(at, losesDrafts)).rejects.toMatchObject({ name: 'HoldfastError', code: 'not-found' })
  mkdirSync(join(at.home, 'odd'))
  mkdirSync(join(at.home, 'odd', 'manifest.jsonl'))
  await expect(backUp({ ...at, backup: join(at.home, 'odd') })).rejects.toMatchObject({
    name: 'HoldfastError',
  })
})

test('takeBackup() refuses a manifest that is damaged as corrupt, whatever the damage', async () => {
  for (const line of ['{', 'null', '[]', '{"path":"a"}', '{"path":"a","hash":1,"copy":"x"}']) {
    const at = places()
    mkdirSync(at.backup)
    writeFileSync(join(at.backup, 'manifest.jsonl'), `${line}\n`)
    await expect(backUp(at)).rejects.toMatchObject({ code: 'corrupt' })
  }
})

test('takeBackup() keeps what another process wrote into the manifest meanwhile', async () => {
  const at = places()
  writeFileSync(join(at.from, 'a.json'), '1')
  const other = { path: 'b.json', size: 1, modified: '', hash: 'f'.repeat(64), copy: 'files/b.json' }
  const manifest = join(at.backup, 'manifest.jsonl')
  await backUp(at, () => writeFileSync(manifest, `${JSON.stringify(other)}\n`))
  expect(readFileSync(manifest, 'utf8')).toContain('b.json')
})

test('takeBackup() shows a private file to nobody else, in a folder that only its owner may enter', async () => {
  const at = places()
  writeFileSync(join(at.from, 'a.json'), '1', { mode: 0o600 })
  await backUp(at)
  expect(statSync(join(at.backup, 'files', 'a.json')).mode & 0o777).toBe(0o400)
  expect(lstatSync(at.backup).mode & 0o077).toBe(0)
  expect(existsSync(join(at.backup, 'manifest.jsonl'))).toBe(true)
})
