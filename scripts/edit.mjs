/** For the build's own changes to code: what to look for is said in terms of its syntax, what to write in its place as text. */

/** Every node, the outer before the inner. */
export function each(node, visit) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) return void node.forEach((one) => each(one, visit));
  if (typeof node.type === 'string') visit(node);
  for (const value of Object.values(node)) if (value && typeof value === 'object') each(value, visit);
}

/** With other text in these places; none of them lies in another. What is added at one and the same place stays in order. */
export function cut(code, edits) {
  let out = '';
  let at = 0;
  for (const { start, end, text = '' } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at) throw new Error(`Changes overlap at ${code.slice(start, start + 60)}`);
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}
