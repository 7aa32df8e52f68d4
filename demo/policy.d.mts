/** Response headers of every demo page, by name. */
export const HEADERS: Readonly<Record<string, string>>;
/** The Content-Security-Policy among them, by directive. */
export const POLICY: Readonly<Record<string, readonly string[]>>;
