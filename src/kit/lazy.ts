/** A function that makes its value when it is first called, and returns the same value from then on. */
export const lazy = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined;
  return () => (made ??= { value: make() }).value;
};
