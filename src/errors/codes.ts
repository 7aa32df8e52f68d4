/**
 * Every error of an open chat, one code and one sentence that names the fix. `{x}` is filled from the error's details.
 * Codes are public: `chat-error` events and `error` carry them.
 */
export const SENTENCES = {
  'no-url': 'Set url to the address of the backend, such as "wss://chat.example.com".',
  'invalid-url': 'The url "{url}" is not an address: give an http(s) or ws(s) URL.',
  'unknown-protocol': 'There is no protocol "{protocol}": use {known}, or registerProtocol("{protocol}", codec) first.',
  'missing-setting': 'The protocol {protocol} needs {settings}: set it on the element that makes the connection.',
  'load-failed': 'A part of chat-elements could not be loaded: serve all of dist/ from the folder of the script, with CORS to other origins.',
  'protocol-error': 'A frame from the backend was dropped: {problem}.',
  'signed-out': 'The backend did not accept the token ({reason}). Give a fresh one.',
  'denied': 'The backend refused access: {reason}.',
  'token-failed': 'getToken() has to give a string within {timeout} ms.',
  'connect-failed': 'The backend could not be reached in {attempts} attempts: check its address and the network, then retry.',
  'not-found': 'The conversation is gone or never was: {reason}.',
  'upgrade-needed': 'The backend speaks another version: load the current chat-elements.',
  'replaced': 'This conversation was opened elsewhere; retry to use it here.',
  'not-connected': 'Not connected: wait for status "connected".',
  'queue-full': 'Too much is waiting to be sent ({count} messages): it goes on when the connection is back.',
  'too-large': 'This is too long to send: {limit} at most.',
  'handler': 'A handler of the page threw an error; the others went on.',
  'duplicate': 'chat-elements is on this page twice: remove the second script.',
  'invalid-input': 'The value of {name} is not usable: {problem}.',
} as const;

/** Those after the first say what they are given as `message`: a backend's words, or a sentence that stands with the code that is loaded for it. */
export type ErrorCode = keyof typeof SENTENCES | 'no-provider' | 'name-taken' | 'server-error' | 'refused' | 'unsupported' | 'upload-failed' | 'file-too-large' | 'file-refused' | 'bad-audio';
