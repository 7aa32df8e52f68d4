/** Splits `--name`, `--name=a,b` and `--name a b` into options, each a list; what stands before the first option is the rest. */
export function argumentsOf(argv) {
  const options = {};
  const rest = [];
  let list = rest;
  for (const word of argv) {
    const option = /^--([\w-]+)(?:=(.*))?$/.exec(word);
    if (!option) {
      list.push(word);
      continue;
    }
    list = options[option[1]] = option[2] ? option[2].split(',').filter(Boolean) : [];
  }
  return { options, rest };
}
