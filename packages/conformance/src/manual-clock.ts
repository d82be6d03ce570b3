/** A clock that stands still until it is told to move. */
export interface ManualClock {
  (): number
  advance(milliseconds: number): void
  set(to: number): void
}

export const manualClock = (start: number = Date.UTC(2030, 0, 1)): ManualClock => {
  let time = start
  return Object.assign(() => time, {
    advance: (milliseconds: number): void => {
      time += milliseconds
    },
    set: (to: number): void => {
      time = to
    },
  })
}
