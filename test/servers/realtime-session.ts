/**
 * The voice tutor (shared/protocols.md, section 2): every text frame is something the user said, nothing typed is echoed, there are no ids, acks, pings or history, and
 * the newest connection of a session gets everything that is meant for it.
 */
import { serve, type Base, type Client } from './base.js';
import type { CommonModes, Start } from './types.js';

export interface Modes extends CommonModes {
  /** The tutor answers what the user types. */
  answers: boolean;
  /** With speech after each answer. */
  audio: boolean;
  /** What is said of the session on opening. */
  context: 'nested' | 'flat' | 'none';
  /** The one session that exists; undefined: any does. */
  session: string | undefined;
  /** The code of the close after an error frame, and whether it says why once more. */
  closeCode: number;
  closeReason: string;
}

const sessionOf = (client: Client): string => decodeURIComponent(client.url.pathname.split('/').at(-1) ?? '');

/** A tenth of a second of a quiet 440 Hz, mono, 8 kHz: a file that browsers really play. */
export function beep(seconds = 0.1, hertz = 440): string {
  const rate = 8000;
  const count = Math.round(rate * seconds);
  const wav = Buffer.alloc(44 + count);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + count, 4);
  wav.write('WAVEfmt ', 8);
  for (const [at, value, size] of [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, rate, 4], [28, rate, 4], [32, 1, 2], [34, 8, 2]] as const) wav.writeUIntLE(value, at, size);
  wav.write('data', 36);
  wav.writeUInt32LE(count, 40);
  for (let i = 0; i < count; i++) wav[44 + i] = Math.round(128 + 30 * Math.sin((2 * Math.PI * hertz * i) / rate));
  return wav.toString('base64');
}

export const start: Start<Modes> = (options) => {
  /** By session: whoever came last. */
  const owners = new Map<string, Client>();

  /** To whoever holds the session now; without one, to all holders. */
  const tell = (base: Base<Modes>, session: unknown, frame: unknown): number => {
    const open = new Set(base.clients());
    const found = [...owners].filter(([id, client]) => open.has(client) && (!session || id === String(session))).map(([, client]) => client);
    for (const client of found) client.say(frame);
    return found.length;
  };
  const refuse = (client: Client, { modes }: Base<Modes>, message: string): void => {
    client.say({ kind: 'error', data: { message } });
    client.close(modes.closeCode, modes.closeReason);
  };

  return serve<Modes>(
    {
      protocol: 'realtime-session',
      modes: { token: undefined, refuse: 0, answers: true, audio: false, context: 'nested', session: undefined, closeCode: 1008, closeReason: '' },
      path: /^(\/[^/]+)*\/realtime-session\/[^/]+$/,
      actions: (base) => ({
        transcript: {
          title: 'Somebody says something, unasked', args: { session: '', source: 'tutor', text: 'مرحبا! Shall we go on?' },
          run: ({ session, source, text }) => tell(base, session, { kind: 'transcript', data: { source, text } }),
        },
        audio: {
          title: 'Speech for the last answer', args: { session: '', format: 'wav', seconds: 0.1, audio_data: '' },
          run: ({ session, format, seconds, audio_data: data }) => tell(base, session, { kind: 'audio', data: { audio_data: data || beep(Number(seconds)), format } }),
        },
        context: {
          title: 'The state of the session', args: { session: '', flat: false, language: 'ar-AR' },
          run: ({ session, flat, language }) => tell(base, session, { kind: 'context', data: flat ? { language, audio_enabled: true } : { session_id: session, agent: { language, audio_enabled: true, active_tool: null } } }),
        },
        error: {
          title: 'An error, then the close that follows it', args: { session: '', message: 'The tutor has crashed', code: 1011 },
          run: ({ session, message, code }) => {
            const count = tell(base, session, { kind: 'error', data: { message } });
            for (const [id, client] of owners) if (!session || id === session) client.close(Number(code));
            return count;
          },
        },
      }),
      open(client, base) {
        const { modes } = base;
        const session = sessionOf(client);
        if (!base.lets(client.url.searchParams.get('token'))) return refuse(client, base, client.url.searchParams.has('token') ? 'Invalid token' : 'Missing token');
        if (modes.session !== undefined && session !== modes.session) return refuse(client, base, 'Unknown session');
        owners.set(session, client);
        const agent = { language: 'ar-AR', audio_enabled: true, active_tool: null };
        if (modes.context === 'nested') client.say({ kind: 'context', data: { session_id: session, agent } });
        if (modes.context === 'flat') client.say({ kind: 'context', data: agent });
      },
      message(client, frame, base) {
        // Bytes are audio of the user, for a transcription that this server does not have.
        if (typeof frame !== 'string' || !base.modes.answers) return;
        // Whatever it is, JSON and pings included: the user said it.
        const session = sessionOf(client);
        tell(base, session, { kind: 'transcript', data: { source: 'tutor', text: `You said: ${frame}` } });
        if (base.modes.audio) tell(base, session, { kind: 'audio', data: { audio_data: beep(), format: 'wav' } });
      },
    },
    options,
  );
};
