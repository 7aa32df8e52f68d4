import { SENTENCES, type ErrorCode } from './codes.js';

/** For what came without a sentence: a backend may refuse and say no more. */
const UNSAID = 'It failed ({code}): try again.';

/** An error with a public code and a sentence that says what to do. Tokens never get into it: see `redact`. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, details: Record<string, string | number> = {}, cause?: unknown) {
    super(redact(((SENTENCES as Partial<Record<ErrorCode, string>>)[code] ?? (details.message ? '{message}' : UNSAID)).replace(/\{(\w+)\}/g, (_, key: string) => String({ code, ...details }[key] ?? ''))), { cause });
    this.code = code;
    // Pages copy and log what they are told; an error's own message is not copied unless it is enumerable.
    Object.defineProperty(this, 'message', { enumerable: true });
  }
}

/** What a `chat-error` event carries. */
export interface ChatErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** The tokens in use, put here by the session that dials with them (src/session/line.ts): backends may repeat the one that they refuse. At first it fits nothing. */
export const TOKENS = /(?!)/gi;

/** What looks like a credential. */
const SECRET = /((?:token|authorization|password|secret|jwt)[\\"']*\s*[=:]\s*[\\"']*)(?:Bearer\s+)?[^\\"'&\s,}]+|\bBearer\s+[^\\"'&\s,}]+|\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/gi;

/** Replaces tokens, and anything that looks like a credential, by REDACTED: `token=…`, `"token":"…"` (also in JSON inside of JSON), Bearer headers, JWTs. */
export function redact(text: string): string {
  return text.replace(TOKENS, 'REDACTED').replace(SECRET, (_, prefix?: string) => `${prefix ?? ''}REDACTED`);
}

const warned = new Set<string>();

/** Tells a developer, once per code and subject, what to change. The only place that writes to the console. */
export function warnOnce(code: ErrorCode, details: Record<string, string | number> = {}): void {
  const message = new ChatError(code, details).message;
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(`[chat-elements:${code}] ${message}`);
}

/** Writes a line for `debug`; redacted. */
export function debugLog(...parts: readonly string[]): void {
  console.debug('[chat-elements]', ...parts.map(redact));
}

/** Reports an error that a page's own callback threw, without stopping what goes on here. */
export function reportError(error: unknown): void {
  (globalThis.reportError ?? console.error)(error);
}

/** For tests: forget which warnings were given. */
export function resetWarnings(): void {
  warned.clear();
}
