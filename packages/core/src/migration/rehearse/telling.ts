/** What a rehearsal is for: `effects` looks at the whole schema and counts all rows before and after each migration; `failure` only finds what would fail. */
export type Telling = 'effects' | 'failure'
