/**
 * What a rehearsal is for: `effects` looks at the whole schema and counts all rows before and after each migration; `undone` also undoes each that can be undone
 * and does it again; `failure` only finds what would fail.
 */
export type Telling = 'effects' | 'undone' | 'failure'
