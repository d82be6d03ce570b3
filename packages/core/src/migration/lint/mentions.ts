/** Whether a text of SQL has the name as a word of its own, in whatever case. */
export const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/[^\w]/g, String.raw`\$&`)}(?![\\w$])`, 'i').test(text)
