import type { UploadLimits } from '../../src/domain/index.js';
import type { Strings } from '../../src/i18n/index.js';
import { formatSize } from '../../src/i18n/size.js';

/** A name, one line, without direction controls (`gpj.exe` must not pose as `exe.jpg`). */
export const plainName = (name: string): string => name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim() || 'file';

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
/** Types that systems do not name, or that say nothing to people, by how the file's name ends. */
const ENDINGS: Readonly<Record<string, string>> = { txt: 'text/plain', doc: 'application/msword', docx: `${OFFICE}wordprocessingml.document`, xls: 'application/vnd.ms-excel', xlsx: `${OFFICE}spreadsheetml.sheet`, ppt: 'application/vnd.ms-powerpoint', pptx: `${OFFICE}presentationml.presentation`, md: 'text/markdown', csv: 'text/csv', ics: 'text/calendar', heic: 'image/heic', heif: 'image/heif', avif: 'image/avif', webp: 'image/webp', mov: 'video/quicktime', m4a: 'audio/x-m4a', gz: 'application/gzip', zip: 'application/zip', json: 'application/json', rtf: 'application/rtf' };

/** What a file is: as the browser says, else by its name. */
export const typeOf = ({ type, name }: File): string => type.split(';')[0]!.trim().toLowerCase() || (ENDINGS[/\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? ''] ?? '');

/** Splits an `accept` attribute. */
export const acceptList = (accept = ''): readonly string[] => accept.toLowerCase().split(',').map((one) => one.trim()).filter(Boolean);

/** As an input's `accept`: `.pdf`, `image/*`, `image/png`; also a prefix with a star, as backends say theirs. */
export function accepts(list: readonly string[], file: File): boolean {
  // A system that does not know a file's type sends bytes.
  const type = typeOf(file) || 'application/octet-stream';
  const name = file.name.toLowerCase();
  return list.length === 0 || list.some((one) => (one.startsWith('.') ? name.endsWith(one) : one === '*' || one === '*/*' || (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : type === one)));
}

/** What a list of types is in words: kinds where whole kinds are taken, else endings. At most six, since a list of fifty says nothing. */
export function typesInWords(list: readonly string[], { fileKinds }: Strings, locale?: string): string {
  const words = list.map((one) => {
    if (one.startsWith('.')) return one.slice(1).toUpperCase();
    const [kind = '', rest = ''] = one.split('/');
    if (rest === '*' || (fileKinds[kind] && list.filter((other) => other.startsWith(`${kind}/`)).length > 3)) return fileKinds[kind] ?? one;
    const ending = Object.keys(ENDINGS).find((name) => ENDINGS[name] === one);
    return ending?.toUpperCase() ?? (/[.*]|octet/.test(rest) ? '' : rest.replace(/^x-/, '').toUpperCase());
  });
  const known = words.filter(Boolean);
  const unique = [...new Set(known.length ? known : list)];
  const lists = new Intl.ListFormat(locale);
  // What the language puts between the first of several.
  return unique.length > 6 ? `${unique.slice(0, 6).join(lists.formatToParts(unique)[1]!.value)}…` : lists.format(unique);
}

/** Why a file is refused, in words; undefined where it is taken. Page and backend may each narrow what the other takes. */
export function refusalOf(file: File, { accept, limits, strings, locale }: { readonly accept: readonly string[]; readonly limits: UploadLimits; readonly strings: Strings; readonly locale?: string }): string | undefined {
  const name = plainName(file.name);
  for (const list of [accept, limits.types ?? []]) if (!accepts(list, file)) return strings.fileWrongType(name, typesInWords(list, strings, locale));
  if (limits.size !== undefined && file.size > limits.size) return strings.fileTooLarge(name, formatLimit(limits.size, locale));
  return file.size === 0 ? strings.fileEmpty(name) : undefined;
}

/** A limit as its server says it: a round number of binary megabytes stays round. */
function formatLimit(bytes: number, locale: string | undefined): string {
  const step = bytes % 2 ** 20 === 0 ? 2 : bytes % 2 ** 10 === 0 ? 1 : 0;
  return formatSize(Math.round(bytes / 1.024 ** step), locale);
}
