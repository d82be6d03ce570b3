/**
 * Word between the processes of one database that something changed: a hint, which may be late, doubled or lost. Whoever waits for it looks by itself from
 * time to time.
 */
export interface Notices {
  /**
   * Calls `heard` when another process, or this one, tells the channel, and when words may have been missed. Returns how to stop. Cheap when it is called
   * again soon after.
   */
  listen(channel: string, heard: () => void): () => void
  /** Tells a channel when somebody listens to it. Never rejects, and waits for nothing; many in a short time are one. */
  tell(channel: string): void
}
