declare const brand: unique symbol;

/** A value that a smart constructor has checked: a plain `T` at run time, distinguished by its name at compile time. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
