/** What the playground sets for each protocol, so that its test server lets it in and answers. */

/** Anything that is not empty is let in. Looks like what it is, so that it is noticed wherever it should not be. */
export const TOKEN = 'playground-token-nobody-may-see';

export interface Choice {
  readonly protocol: string;
  readonly title: string;
  /** Behind the server's address. */
  readonly path?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** One frame of this backend's own with fields of the wrong kind. */
  readonly wrong: string;
}

export const CHOICES: readonly Choice[] = [
  { protocol: 'party', title: 'our own, on PartyServer', attributes: { conversation: 'playground', 'user-id': 'playground', 'user-role': 'visitor' }, wrong: '{"t":"entries","c":"playground","entries":7}' },
  { protocol: 'realtime-session', title: 'a voice tutor', attributes: { conversation: 's1', token: TOKEN }, wrong: '{"kind":"transcript","data":{"source":7,"text":{}}}' },
  { protocol: 'user-channel', title: 'one channel per user', attributes: { 'user-id': 'u1', conversation: 'c1', token: TOKEN }, wrong: '{"type":"message_generate","message":null}' },
  { protocol: 'cossistant', title: 'a support platform', path: '/ws', attributes: { conversation: 'conv-123', 'user-id': 'visitor-1', token: TOKEN }, wrong: '{"type":"new_message","conversationId":{},"content":"no object"}' },
  { protocol: 'topics', title: 'subscriptions, HTTP behind', attributes: { conversation: 'c1', 'user-id': 'visitor-1', token: TOKEN }, wrong: '{"type":"conversationEvent","id":[],"message":"no object"}' },
  { protocol: 'socket-io', title: 'a service on Socket.IO', attributes: { conversation: '9', 'user-id': '7', token: TOKEN }, wrong: '42["message_received",{"message":"no object"}]' },
];

export interface Malformed {
  readonly name: string;
  /** Text as it is, or bytes in base64. */
  readonly make: (choice: Choice) => { readonly frame: string } | { readonly bytes: string };
}

const text = (name: string, frame: string): Malformed => ({ name, make: () => ({ frame }) });
/** A Socket.IO event around JSON, since there everything else is a packet that means something. */
const json = (name: string, body: string): Malformed => ({ name, make: ({ protocol }) => ({ frame: protocol === 'socket-io' ? `42["message_received",${body}]` : body }) });

/** Every class of frame that no backend should send and some do. */
export const MALFORMED: readonly Malformed[] = [
  text('Not JSON', 'Hello!'),
  { name: 'Cut off in the middle', make: ({ wrong }) => ({ frame: wrong.slice(0, -3) }) },
  text('Empty', ''),
  { name: 'Known type, fields of the wrong kind', make: ({ wrong }) => ({ frame: wrong }) },
  text('null', 'null'),
  text('A number', '4711'),
  text('A list', '[1, 2, 3]'),
  json('An object without a type', '{}'),
  json('Nested 100 deep', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`),
  json('__proto__ as a key', '{"type":"__proto__","kind":"__proto__","t":"__proto__","__proto__":{"polluted":true}}'),
  { name: 'Bytes where text is due', make: () => ({ bytes: btoa('\u0000\u0001\u00ff binary') }) },
  { name: 'Larger than 8 MiB', make: ({ wrong }) => ({ frame: `${wrong.slice(0, -1)}${' '.repeat(9 * 1024 * 1024)}${wrong.slice(-1)}` }) },
];
