/** Response headers of every demo page, by name. */
export const HEADERS: Readonly<Record<string, string>>;
/** The Content-Security-Policy among them, by directive. */
export const POLICY: Readonly<Record<string, readonly string[]>>;
/** The headers of a page that may do a little more, by directive. */
export function headersFor(more?: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>>;
