/** A reporter for Node's own test runner that writes only the counts, as one line of JSON. */

import { resolve } from 'node:path';

/** Suites are not counted, their tests are. A file that could not run counts as a failure, and so does one without a test. */
export function tally(events) {
  const sum = { passed: 0, failed: 0, skipped: 0, empty: [] };
  for (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const failure = data.details?.error?.failureType;
    // A suite fails by itself when a hook throws, a file when it cannot be loaded or is ended; with failing children both only echo them.
    if (failure === 'subtestsFailed') continue;
    if (type === 'test:pass' && data.details?.type === 'suite') continue;
    if (type === 'test:pass' && data.nesting === 0 && data.file && resolve(data.name) === data.file) {
      // Node speaks of a file that passed only when there was nothing in it to speak of.
      sum.failed++;
      sum.empty.push(data.name);
    } else if (data.skip !== undefined || data.todo !== undefined) sum.skipped++;
    else if (type === 'test:pass') sum.passed++;
    else sum.failed++;
  }
  return sum;
}

export default async function* (source) {
  const events = [];
  for await (const { type, data } of source) events.push({ type, data });
  yield JSON.stringify(tally(events));
}
