import { describe, expect, test } from 'vitest'
import { fromUrl, sqlite } from '../src/index.ts'
import { settings, type SqliteOptions } from '../src/options.ts'
import { settingsOfUrl } from '../src/url.ts'

describe('settings()', () => {
  test('fills in the defaults', () => {
    expect(settings('app.db')).toEqual({
      create: true,
      file: 'app.db',
      memory: false,
      durability: 'full',
      readOnly: false,
      readers: 4,
      maxReaderAge: 60_000,
    })
  })

  test.each([
    ['', {}],
    ['  ', {}],
    [' app.db', {}],
    ['app\0.db', {}],
    ['file:app.db', {}],
    ['file:x?mode=memory', {}],
    [':memory:', { readOnly: true }],
    ['app.db', { durability: 'off' }],
    ['app.db', { readOnly: 'yes' }],
    ['app.db', { readonly: true }],
    ['app.db', { readers: '4' }],
  ])('refuses %j with %j', (file, options) => {
    expect(() => settings(file, options as SqliteOptions)).toThrow(TypeError)
  })

  test.each([
    { readers: 0 },
    { readers: 65 },
    { readers: 1.5 },
    { maxReaderAge: 0 },
    { maxReaderAge: 2 ** 31 },
  ])('refuses %j as out of range', (options) => {
    expect(() => settings('app.db', options)).toThrow(RangeError)
  })
})

describe('fromUrl()', () => {
  test.each([
    ['sqlite:app.db', { file: 'app.db' }],
    ['SQLite:./data/app.db', { file: './data/app.db' }],
    ['sqlite:/srv/app.db', { file: '/srv/app.db' }],
    ['sqlite:///srv/app.db', { file: '/srv/app.db' }],
    ['sqlite::memory:', { file: ':memory:', memory: true }],
    ['sqlite:a%20b%3F.db', { file: 'a b?.db' }],
    [
      'sqlite:app.db?durability=normal&readOnly=true&readers=2&maxReaderAge=500',
      { file: 'app.db', durability: 'normal', readOnly: true, readers: 2, maxReaderAge: 500 },
    ],
  ])('%s', (url, expected) => {
    expect(settingsOfUrl(url)).toMatchObject(expected)
  })

  test.each([
    'sqlite:',
    'sqlite://host/app.db',
    'postgres://host/app',
    'sqlite:app.db?mode=ro',
    'sqlite:app.db?readOnly=1',
    'sqlite:app.db?readers=',
    'sqlite:50%.db',
  ])('refuses %s', (url) => {
    expect(() => fromUrl(url)).toThrow(TypeError)
  })
})

describe('sqlite()', () => {
  test('declares what a file has and what memory has not', () => {
    expect(sqlite('app.db').capabilities).toMatchObject({
      multiProcess: true,
      persistent: true,
      cancel: false,
    })
    expect(sqlite(':memory:').capabilities).toMatchObject({
      multiProcess: false,
      persistent: false,
      cancel: false,
    })
    expect(fromUrl('sqlite::memory:').name).toBe('sqlite')
  })
})
