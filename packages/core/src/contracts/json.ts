/** A value that JSON can hold without being changed. `undefined`, `NaN`, dates and class instances are refused. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
