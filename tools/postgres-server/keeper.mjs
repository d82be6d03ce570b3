// Outlives the process that started it, only to clean up behind it: a test run that is killed must leave no server.
// Each line on stdin is { keep: { directory, pidFile } } or { drop: directory }. When stdin closes, the owner is gone.
// Plain JavaScript, because it also runs where nothing compiles TypeScript.
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'

const kept = new Map()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const { keep, drop } = JSON.parse(line)
  if (keep) kept.set(keep.directory, keep.pidFile)
  else kept.delete(drop)
}

await Promise.all([...kept].map(([directory, pidFile]) => cleanUp(directory, pidFile)))

async function cleanUp(directory, pidFile) {
  const pid = serverIn(directory, pidFile)
  if (pid !== undefined) {
    signal(pid, 'SIGQUIT')
    for (let waited = 0; waited < 5_000 && signal(pid, 0); waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    signal(pid, 'SIGKILL')
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

/** The process id in the file, unless the number now belongs to somebody else. */
function serverIn(directory, pidFile) {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    if (!(pid > 1)) return undefined
    if (process.platform === 'linux' && !readlinkSync(`/proc/${pid}/cwd`).startsWith(directory))
      return undefined
    return pid
  } catch {
    return undefined
  }
}

function signal(pid, name) {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
