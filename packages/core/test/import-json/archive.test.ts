import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { archiveFile } from '../../src/import-json/folder/archive.ts'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

test('archiveFile() of several processes at once moves each file once, and none of them fails', async () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-archive-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  for (const folder of ['from', 'to']) mkdirSync(join(home, folder))
  for (let round = 0; round < 50; round += 1) {
    const path = `${round}.json`
    const file = join(home, 'from', path)
    writeFileSync(file, '1')
    const found = { path, file, size: 1, modified: new Date() }
    const archived = [1, 2, 3].map(() => archiveFile(found, hashOf('1'), join(home, 'to'), 'import'))
    await Promise.all(archived)
    expect(existsSync(file)).toBe(false)
    expect(readFileSync(join(home, 'to', path), 'utf8')).toBe('1')
  }
  writeFileSync(join(home, 'from', '0.json'), '1')
  const again = { path: '0.json', file: join(home, 'from', '0.json'), size: 1, modified: new Date() }
  await expect(archiveFile(again, hashOf('1'), join(home, 'to'), 'import')).rejects.toMatchObject({
    code: 'conflict',
  })
})
