/**
 * Calls `end` when npm, which started this process, is gone. A signal sent to `npm start` ends npm and its shell, which
 * does not pass it on: without this the demo and its PostgreSQL would run on unseen.
 */
export const whenOrphaned = (end: () => void): void => {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    end()
  }, 500)
  look.unref()
}
