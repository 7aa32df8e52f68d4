/**
 * Every error of the project, one code and one sentence that names the fix. `{x}` is filled from the error's details.
 * Codes are public: `chat-error` events and `error` carry them.
 */
export const SENTENCES = {
  'no-url': 'No address to connect to: set the url attribute to the backend, such as url="wss://chat.example.com".',
  'invalid-url': 'The url "{url}" is not an address: give an http(s) or ws(s) URL, such as wss://chat.example.com.',
  'unknown-protocol': 'There is no protocol "{protocol}": use one of {known}, or register it first with registerProtocol("{protocol}", codec).',
  'missing-setting': 'The protocol {protocol} needs {settings}: set it on the element that makes the connection.',
  'no-provider': '<{tag}> has no connection: put it inside a <chat-connection>, or give it for="id-of-the-connection".',
  'load-failed': 'A part of chat-elements could not be loaded: serve every file of dist/ from the folder of the script.',
  'protocol-error': 'A frame from the backend was dropped: {problem}.',
  'signed-out': 'The backend did not accept the token: sign in again, or give a fresh token.',
  'denied': 'The backend refused access: {reason}.',
  'token-failed': 'The token could not be had: getToken() has to answer within {timeout} ms with a string.',
  'connect-failed': 'The backend could not be reached after {attempts} attempts: check the address and the network, then retry.',
  'connection-lost': 'The connection was lost; it is being restored.',
  'not-found': 'The conversation is gone or never was: {reason}.',
  'upgrade-needed': 'The backend speaks another version of this protocol: load the current chat-elements.',
  'replaced': 'This conversation was opened elsewhere; retry to use it here.',
  'server-error': '{message}',
  'not-connected': 'Not connected: wait for status "connected" before sending frames of your own.',
  'queue-full': 'Too much is waiting to be sent ({count} messages): it can go on when the connection is back.',
  'too-large': 'This message is too long to send: {limit} at most.',
  'rate-limited': 'Too many messages at once: wait a moment and retry.',
  'refused': '{message}',
  'expired': 'Not sent for {days} days: retry if it still matters.',
  'unconfirmed': 'The backend did not confirm this message in time.',
  'unsupported': 'The protocol {protocol} has no way to carry {what}.',
  'storage': 'The browser keeps nothing here, so unsent messages do not survive closing this page.',
  'handler': 'A handler of the page threw an error; the others went on.',
  'name-taken': 'The element name <{tag}> is taken by another library: use defineAll({ prefix: "acme-" }) to give these elements other names.',
  'duplicate': 'chat-elements is on this page twice: the first copy stays in use; remove the second script.',
  'invalid-input': 'The value of {name} is not usable: {problem}.',
} as const;

export type ErrorCode = keyof typeof SENTENCES;
