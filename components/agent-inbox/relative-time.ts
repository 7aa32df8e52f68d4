import { daysBetween } from '../../src/i18n/formats.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Formats {
  readonly relative: Intl.RelativeTimeFormat;
  readonly date: Intl.DateTimeFormat;
}
/** Making a formatter costs more than a hundred uses of it. */
const made = new Map<string | undefined, Formats>();

function formatsFor(locale: string | undefined): Formats {
  let found = made.get(locale);
  if (!found) {
    const [narrow, short] = (['narrow', 'short'] as const).map((style) => new Intl.RelativeTimeFormat(locale, { style, numeric: 'auto' })) as [Intl.RelativeTimeFormat, Intl.RelativeTimeFormat];
    found = {
      // Some languages make that a sum: -5 min.
      relative: /[-\u2212]/.test(narrow.format(-5, 'minute')) ? short : narrow,
      date: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
    };
    made.set(locale, found);
  }
  return found;
}

/** How long ago, in as few letters as the language allows: `now`, `5m ago`, `yesterday`, then the date. A clock that runs ahead counts as now. */
export function relativeTime(date: Date, locale: string | undefined, now = Date.now()): string {
  const { relative, date: day } = formatsFor(locale);
  const past = Math.max(0, now - date.getTime());
  if (past < MINUTE) return relative.format(0, 'second');
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour');
  // By the calendar, as people count: the evening of the day before yesterday is not yesterday in the small hours, though it is not two days ago.
  const days = daysBetween(date, new Date(now));
  if (days < 7) return relative.format(-days, 'day');
  return day.format(date);
}
