import { ChatError } from '../../src/errors/index.js';
import type { Strings } from '../../src/i18n/index.js';

/**
 * Why a file did not go, for people: what a backend says, else ours in their language. What was not written for them (a part of ours that did not come, say) is not shown:
 * to them it did not get through.
 */
export function whyNot(error: unknown, { fileFailed, fileTooBig, fileRefused }: Strings): string {
  if (!(error instanceof ChatError)) return fileFailed;
  return ({ 'upload-failed': fileFailed, 'file-too-large': fileTooBig, 'file-refused': fileRefused } as Partial<Record<string, string>>)[error.code] ?? error.message;
}
