/** A text that is at least so long may be a secret in the wrong place, such as the value of a misspelt option. */
const LONG = 20;

const MISSPELT_OPTION = /(unknown option '-[^'=]*=).*'/s;
const LONG_VALUE = new RegExp(`((?:argument|value) )'.{${LONG},}'( is invalid)`, 's');
const LONG_COMMAND = new RegExp(`(unknown command )'.{${LONG},}'`, 's');

/** A message of commander without the long values that it repeats. Names of options stay. */
export const withoutValues = (message: string): string =>
  message.replace(MISSPELT_OPTION, "$1…'").replace(LONG_VALUE, "$1'…'$2").replace(LONG_COMMAND, "$1'…'");
