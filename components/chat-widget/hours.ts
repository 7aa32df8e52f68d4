/** When somebody is there: spans of a week, in minutes from Monday 0:00 in the team's time zone. */
export type Week = readonly (readonly [from: number, to: number])[];

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
const DAY = 1440;
const WEEK = 7 * DAY;

/**
 * Reads `Mo-Fr 09:00-18:00; Sa 10:00-14:00` (days by their first two letters, several spans with commas) or the same as an object or JSON:
 * `{"mo-fr": "09:00-18:00"}`. A span may end after midnight. Undefined: it says nothing that can be read.
 */
export function readHours(given: string | Readonly<Record<string, string>> | undefined): Week | undefined {
  if (!given) return undefined;
  const text = typeof given === 'string' ? given.trim() : '';
  let entries: readonly string[];
  try {
    const table = typeof given === 'string' ? text.startsWith('{') && (JSON.parse(text) as Record<string, unknown>) : given;
    entries = table ? Object.entries(table).map(([days, spans]) => `${days} ${String(spans)}`) : text.split(';');
  } catch {
    return undefined;
  }
  const week: [number, number][] = [];
  for (const entry of entries) {
    const [, names, rest] = /^\s*([a-z,\s–-]+?)\s+(\d.*)$/i.exec(entry) ?? [];
    if (!names || !rest) {
      if (entry.trim()) return undefined;
      continue;
    }
    const days = daysOf(names);
    if (!days) return undefined;
    for (const span of rest.split(',')) {
      const [, h1, m1 = '0', h2, m2 = '0'] = /^\s*(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?\s*$/.exec(span) ?? [];
      if (!h1 || !h2) return undefined;
      const from = +h1 * 60 + +m1;
      const to = +h2 * 60 + +m2;
      if (from > DAY || to > DAY) return undefined;
      for (const day of days) week.push([day * DAY + from, day * DAY + to + (to <= from ? DAY : 0)]);
    }
  }
  return week.length ? week : undefined;
}

function daysOf(names: string): readonly number[] | undefined {
  const found: number[] = [];
  for (const one of names.toLowerCase().split(',')) {
    const [first = '', last = first] = one.split(/[-–]/).map((name) => name.trim().slice(0, 2));
    const from = DAYS.indexOf(first);
    const to = DAYS.indexOf(last);
    if (from < 0 || to < 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      found.push(day);
      if (day === to) break;
    }
  }
  return found;
}

/** Minute of the week in a time zone; in that of the visitor where none, or one that does not exist, is named. */
function minuteOf(date: Date, zone: string | undefined): number {
  let format: Intl.DateTimeFormat;
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone || undefined });
  } catch {
    format = new Intl.DateTimeFormat('en-US', options);
  }
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return DAYS.indexOf(part['weekday']!.slice(0, 2).toLowerCase()) * DAY + (+part['hour']! % 24) * 60 + +part['minute']!;
}

/** Whether it is open, and when that changes next. */
export function askHours(week: Week, now: Date, zone?: string): { readonly open: boolean; readonly until: Date } {
  const minute = minuteOf(now, zone);
  // Spans that touch or overlap are walked through; a week that is open throughout has no end.
  const spanAt = (at: number) => week.find(([from, to]) => (at >= from && at < to) || (at + WEEK >= from && at + WEEK < to));
  const open = !!spanAt(minute);
  let ahead = 0;
  if (open) {
    for (let span = spanAt(minute); span && ahead < WEEK; span = spanAt((minute + ahead) % WEEK)) ahead += (((span[1] - minute - ahead) % WEEK) + WEEK) % WEEK || WEEK;
  } else ahead = Math.min(...week.map(([from]) => (((from - minute) % WEEK) + WEEK) % WEEK || WEEK));
  const whole = Math.floor(+now / 60_000) * 60_000;
  const rough = new Date(whole + ahead * 60_000);
  // The clocks may have been changed between now and then.
  let off = (minute + ahead - minuteOf(rough, zone)) % WEEK;
  if (off > WEEK / 2) off -= WEEK;
  if (off < -WEEK / 2) off += WEEK;
  return { open, until: Math.abs(off) <= 120 ? new Date(+rough + off * 60_000) : rough };
}
