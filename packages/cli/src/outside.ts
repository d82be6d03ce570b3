/** Something to write to, perhaps a terminal. */
export interface Writer {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** All of the outside world that a command touches, so that a test can be a terminal. */
export interface Outside {
  readonly stdout: Writer
  readonly stderr: Writer
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Calls `listener` for each Ctrl-C and each request to end, in place of ending at once. Returns what takes it back. */
  onInterrupt(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void
}
