/** The members that are not null. A message leaves absent fields out. */
export const given = <A extends Readonly<Record<string, unknown>>>(
  members: A,
): { readonly [Name in keyof A]?: NonNullable<A[Name]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as {
    readonly [Name in keyof A]?: NonNullable<A[Name]>;
  };
