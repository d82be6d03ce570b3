import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Bindable, Json, Key } from '@holdfast/core'
import { type Example, type Input, InputMissing, type Scenario } from './scenario.ts'

const run = promisify(execFile)

/** Enough to compare with, and a bound for the history of a very old repository. */
const mostCommits = 2_000

const examples: readonly [Example, ...Example[]] = [
  {
    title: 'Folders by change',
    text: `select changes.folder, count(distinct changes.hash) as commits, sum(changes.added) as added, sum(changes.removed) as removed
from changes join commits on commits.hash = changes.hash
group by changes.folder
order by added desc, changes.folder
limit 20`,
  },
  {
    title: 'Largest commits',
    text: `select commits.committed_at, commits.subject, sum(changes.added) as added
from commits join changes on changes.hash = commits.hash
group by commits.hash, commits.committed_at, commits.subject
order by added desc, commits.subject
limit 20`,
  },
  {
    title: 'Latest commits',
    text: `select committed_at, author, subject
from commits
order by committed_at desc, hash
limit 50`,
  },
  {
    title: 'A write, to be refused',
    text: `update commits set author = 'nobody'`,
  },
]

const git = async (root: string, ...words: string[]): Promise<string> => {
  const { stdout } = await run('git', ['-c', 'core.quotepath=off', ...words], {
    cwd: root,
    maxBuffer: 1 << 28,
  })
  return stdout
}

/** A source archive unpacked inside another repository would otherwise show that one's history. */
const isOwnHistory = async (root: string): Promise<boolean> => {
  const top = await git(root, 'rev-parse', '--show-toplevel')
  return (await realpath(top.trimEnd())) === (await realpath(root))
}

const history = async (root: string): Promise<string> => {
  try {
    if (!(await isOwnHistory(root))) throw new Error('The history found belongs to a folder above this one.')
    return await git(
      root,
      'log',
      `-${mostCommits}`,
      '--no-renames',
      '--numstat',
      '--format=%x1e%H%x1f%an%x1f%aI%x1f%s',
    )
  } catch (cause) {
    const reason =
      'There is no git history here: this looks like a source archive, a fresh folder, or git is missing.'
    throw new InputMissing(`${reason} The package-lock.json input works without it.`, { cause })
  }
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('/') || '.'

/** `numstat` writes `-` for a binary file. */
const lines = (count: string): number => (count === '-' ? 0 : Number(count))

const read = async (root: string): Promise<Input> => {
  const commits: Record<string, Bindable>[] = []
  const changes: Record<string, Bindable>[] = []
  const byCommit: [Key, Json][] = []
  const byFile = new Map<string, { commits: number; added: number; removed: number; last: string }>()
  for (const record of (await history(root)).split('\u001e').slice(1)) {
    const [head = '', ...stats] = record.split('\n')
    const [hash = '', author = '', when = '', subject = ''] = head.split('\u001f')
    const at = new Date(when).toISOString()
    const files = stats.filter((line) => line !== '').map((line) => line.split('\t'))
    for (const [plus = '0', minus = '0', path = ''] of files) {
      const added = lines(plus)
      const removed = lines(minus)
      changes.push({ hash, path, folder: folderOf(path), added, removed })
      const known = byFile.get(path) ?? { commits: 0, added: 0, removed: 0, last: at }
      byFile.set(path, {
        commits: known.commits + 1,
        added: known.added + added,
        removed: known.removed + removed,
        last: known.last,
      })
    }
    commits.push({ hash, author, committed_at: at, subject, files: files.length })
    byCommit.push([
      [at.slice(0, 10), hash],
      { author, at, subject, files: files.map(([, , path = '']) => path) },
    ])
  }
  if (commits.length === 0) throw new InputMissing('The git history here has no commit yet.')
  return {
    summary: `${commits.length} commits, ${byFile.size} files, ${changes.length} changes`,
    stores: [
      { name: 'files', entries: [...byFile] },
      { name: 'commits', entries: byCommit },
    ],
    tables: [
      {
        name: 'commits',
        columns: { hash: 'text', author: 'text', committed_at: 'text', subject: 'text', files: 'bigint' },
        rows: commits,
      },
      {
        name: 'changes',
        columns: { hash: 'text', path: 'text', folder: 'text', added: 'bigint', removed: 'bigint' },
        rows: changes,
      },
    ],
    examples,
  }
}

/** The commits of this repository and the files they changed. */
export const gitLog: Scenario = { id: 'git-log', title: 'git log', read }
