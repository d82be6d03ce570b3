import type { Problem } from '../server/answers.ts'
import { h } from './dom.ts'

/** What a visitor can do about it. */
const remedies: Partial<Record<Problem['code'], string>> = {
  busy: 'Wait for the other one to end, then try again.',
  'no-column': 'The columns of each table are listed below the statement.',
  'no-table': 'Load an input first: that makes its tables.',
  'out-of-range': 'Cast the column to text to see every digit.',
  overloaded: 'Try again in a moment.',
  'read-only': 'Begin with select, with, values or explain. To write, load an input.',
  syntax: 'Run one statement at a time, in SQL that this engine knows.',
  timeout: 'Ask for less: add a condition, or a limit.',
  'too-large': 'Make it shorter.',
  unsupported: 'This is a declared “no”. Use a backend that declares a “yes”.',
}

/** A problem as the page shows it everywhere: the code to act on, then words for people. */
export const problemView = (problem: Problem): HTMLElement => {
  const remedy = remedies[problem.code]
  // Many messages end in what the code means.
  const meaning = problem.meaning ?? ''
  const isNews = !problem.message.toLowerCase().includes(meaning.toLowerCase().replace(/\.$/, ''))
  return h(
    'div',
    { class: 'problem' },
    h('p', {}, h('code', {}, problem.code), ' ', problem.message),
    isNews && h('p', { class: 'muted' }, meaning),
    problem.engine !== undefined && h('pre', { 'aria-label': 'The engine’s own words' }, problem.engine),
    remedy !== undefined && h('p', {}, remedy),
  )
}
