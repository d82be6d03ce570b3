/** Texts that come back as they are, unless somebody writes them into a statement. */
export const hostileTexts: readonly string[] = [
  "Robert'); drop table customer;--",
  '$1 ?1 ? :name %s \\',
  'emoji 🏛 and "quotes" and `ticks`',
  '',
]
