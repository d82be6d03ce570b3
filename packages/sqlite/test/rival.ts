import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { afterwards } from './scratch.ts'

const driver = createRequire(import.meta.url).resolve('better-sqlite3')

const program = `
const [, driver, file] = process.argv
const db = new (require(driver))(file, { timeout: 5000 })
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  try {
    console.log(JSON.stringify({ ok: eval(line) ?? null }))
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }))
  }
})
`

/** Another process that has the same file open with the bare driver. */
export interface Rival {
  /** Runs JavaScript there, with `db` in scope, and answers its value. */
  do(code: string): Promise<unknown>
  kill(): Promise<void>
}

export async function startRival(file: string): Promise<Rival> {
  const child = spawn(process.execPath, ['-e', program, driver, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const rival: Rival = {
    async do(code) {
      child.stdin.write(`${code}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error('The rival has ended.')
      const answer = JSON.parse(line.value) as { ok?: unknown; error?: string }
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.ok
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
  afterwards(() => rival.kill())
  await rival.do('db.pragma("user_version")')
  return rival
}
