/** Counts points, and stands still at the one with this number, to be killed there. */
export const standStillAt = (
  stopAt: number | undefined,
  say: (line: string) => void,
): ((count: number) => void) => {
  return (count) => {
    if (count !== stopAt) return
    say(`stopped ${count}`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
}
