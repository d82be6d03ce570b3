import { readFileSync, writeFileSync } from 'node:fs'

const mebibyte = 2 ** 20

export interface PeakMemory {
  /** MiB by which the process grew at its highest. */
  readonly resident: number
  /** MiB by which what JavaScript holds grew. */
  readonly heap: number
}

/** How much memory some work takes. The system keeps the highest mark of the process itself, because an engine may hold the thread; only Linux can begin it anew. */
export const peakMemory = async (work: () => Promise<void>): Promise<PeakMemory> => {
  writeFileSync('/proc/self/clear_refs', '5')
  const before = process.memoryUsage()
  let heap = before.heapUsed
  const timer = setInterval(() => (heap = Math.max(heap, process.memoryUsage().heapUsed)), 5)
  await work()
  clearInterval(timer)
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024
  return { resident: (peak - before.rss) / mebibyte, heap: (heap - before.heapUsed) / mebibyte }
}
