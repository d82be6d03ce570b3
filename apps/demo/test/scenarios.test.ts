import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitLog } from '../scenarios/git-log.ts'
import { packageLock } from '../scenarios/package-lock.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-demo-test-'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], { cwd: root })

const commit = async (file: string, text: string, subject: string) => {
  await writeFile(join(root, file), text)
  git('add', '.')
  git('commit', '-q', '-m', subject)
}

test('gitLog reads commits, files and changes of a real repository', async () => {
  git('init', '-q')
  await commit('a.txt', 'one\ntwo\n', 'Add a')
  await commit('straße.txt', 'drei\n', 'Add a file with a tab\tin the subject')
  const input = await gitLog.read(root)
  const [commits, changes] = input.tables
  expect(input.summary).toBe('2 commits, 2 files, 2 changes')
  expect(commits?.rows.map(({ author, subject, files }) => [author, subject, files])).toEqual([
    ['Ada', 'Add a file with a tab\tin the subject', 1],
    ['Ada', 'Add a', 1],
  ])
  expect(changes?.rows.map(({ path, folder, added, removed }) => [path, folder, added, removed])).toEqual([
    ['straße.txt', '.', 1, 0],
    ['a.txt', '.', 2, 0],
  ])
})

test('gitLog says so when there is no history, and when the history belongs to a folder above', async () => {
  await expect(gitLog.read(root)).rejects.toThrow('There is no git history here')
  git('init', '-q')
  await expect(gitLog.read(root)).rejects.toThrow('There is no git history here')
  await commit('a.txt', 'one\n', 'Add a')
  await mkdir(join(root, 'unpacked'))
  await expect(gitLog.read(join(root, 'unpacked'))).rejects.toThrow('There is no git history here')
})

test('packageLock reads packages and their dependencies, and leaves links out', async () => {
  const packages = {
    '': { name: 'root' },
    'packages/a': { version: '0.0.0' },
    'node_modules/a': { resolved: 'packages/a', link: true },
    'node_modules/@scope/b': { version: '1.0.0', license: 'MIT', dependencies: { c: '^2.0.0' } },
    'node_modules/@scope/b/node_modules/c': { version: '2.1.0', dev: true },
  }
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
  const input = await packageLock.read(root)
  expect(input.stores[0]?.entries.map(([key]) => key)).toEqual(['@scope/b', '@scope/b/node_modules/c'])
  expect(
    input.tables[0]?.rows.map(({ name, version, license, dev }) => [name, version, license, dev]),
  ).toEqual([
    ['@scope/b', '1.0.0', 'MIT', 0],
    ['c', '2.1.0', null, 1],
  ])
  expect(input.tables[1]?.rows).toEqual([
    { path: 'node_modules/@scope/b', dependency: 'c', wanted: '^2.0.0' },
  ])
})

test('packageLock says so when there is no lock file', async () => {
  await expect(packageLock.read(root)).rejects.toThrow('There is no package-lock.json here')
})
