/** An expression without what engines write in their own way: quotes, parentheses, white space and letter case. */
export const looseExpression = (expression: string): string =>
  expression.replaceAll(/["()\s]/g, '').toLowerCase()
