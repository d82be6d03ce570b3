import { describe, expect, test } from 'vitest'
import { patternOf } from '../../src/import-json/folder/pattern.ts'
import { groupPaths } from '../../src/import-json/infer/group-paths.ts'

const pattern = (text: string) => patternOf(text, 'test')

describe('patternOf()', () => {
  test('matches whole paths, and gives what the wildcards stand for', () => {
    expect(pattern('*/settings.json').match('ada/settings.json')).toStrictEqual(['ada'])
    expect(pattern('*/settings.json').match('a/b/settings.json')).toBeUndefined()
    expect(pattern('**/x.json').match('x.json')).toStrictEqual([''])
    expect(pattern('**/x.json').match('a/b/x.json')).toStrictEqual(['a/b'])
    expect(pattern('a/**').match('a/b/c.json')).toStrictEqual(['b/c.json'])
    expect(pattern('p?.json').match('p1.json')).toStrictEqual(['1'])
    expect(pattern('a.json').match('axjson')).toBeUndefined()
    expect(pattern('(a)[b]+$.json').match('(a)[b]+$.json')).toStrictEqual([])
    expect(pattern('*.json').match('a\nb.json')).toStrictEqual(['a\nb'])
  })

  test('knows the folders that may hold what it matches', () => {
    expect(pattern('*/settings.json').mayHold('ada')).toBe(true)
    expect(pattern('*/settings.json').mayHold('ada/deeper')).toBe(false)
    expect(pattern('a/*.json').mayHold('b')).toBe(false)
    expect(pattern('a/**/x.json').mayHold('a/b/c')).toBe(true)
    expect(pattern('a/**/x.json').mayHold('b')).toBe(false)
    expect(pattern('x.json').mayHold('.')).toBe(true)
  })
})

describe('groupPaths()', () => {
  test('finds what is the same in several folders, then what ends alike', () => {
    const paths = ['profiles/a/s.json', 'profiles/b/s.json', 'logs/1.jsonl', 'logs/2.jsonl', 'app.json']
    expect(groupPaths(paths)).toStrictEqual([
      { pattern: 'app.json', paths: ['app.json'] },
      { pattern: 'logs/*.jsonl', paths: ['logs/1.jsonl', 'logs/2.jsonl'] },
      { pattern: 'profiles/*/s.json', paths: ['profiles/a/s.json', 'profiles/b/s.json'] },
    ])
  })
})
