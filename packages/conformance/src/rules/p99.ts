/** The time that 99 of 100 calls stay below, in milliseconds. */
export const p99 = async (calls: number, work: (call: number) => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let call = 0; call < calls; call += 1) {
    const started = performance.now()
    await work(call)
    times.push(performance.now() - started)
  }
  times.sort((left, right) => left - right)
  return times[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY
}
