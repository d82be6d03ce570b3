/** What an event says beside its name. */
export const readDetail = <T extends object>(detail: string): Partial<T> => {
  try {
    return JSON.parse(detail) as T
  } catch {
    // Somebody has changed it: its link says so.
    return {}
  }
}
