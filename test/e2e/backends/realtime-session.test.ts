/** The voice tutor: raw text out, transcripts and speech in, and nothing that confirms. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere } from './shared.js';
import { once, eventually, stage } from './stage.js';

describe('realtime-session, in front of its server', () => {
  const on = stage('realtime-session', { conversation: 's1' });
  const control = () => on.server.control;

  everywhere({
    stage: on, conversation: 's1', other: 's2', state: 'Sent',
    says: (session, text) => void control().act('transcript', { session, text }),
    sent: () => control().received(),
    refusals: [
      { modes: {}, words: /denied: .*Invalid token/ },
      { modes: { closeCode: 4401, closeReason: 'Session expired' }, words: /signed-out: .*\(Session expired\)/ },
    ],
    violation: { kind: 'transcript', data: { source: 'tutor', text: { not: 'text' } } },
    unknown: { name: 'quiz', says: () => void control().say({ kind: 'quiz', data: { question: 'كم؟' } }), data: /كم/ },
    own: [
      { frame: { type: 'audio_metadata', format: 'webm', duration: 5000 }, seen: /^\{"type":"audio_metadata","format":"webm","duration":5000\}$/ },
      { frame: 'raw words', seen: /^raw words$/ },
    ],
    capabilities: { confirm: 'none', audio: true },
  });

  it('says raw text, shows speech of the user, shows no ticks that nobody gave', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    await visitor.say('مرحبا Anna');
    await eventually(() => control().received().includes('مرحبا Anna'), 'not the raw text');
    await once(visitor, 'You said: مرحبا Anna');
    control().act('transcript', { source: 'user', text: 'Spoken, not typed' });
    await visitor.reads(/^You, Spoken, not typed,/);
    control().act('transcript', { source: 'system', text: 'The lesson ends in five minutes' });
    await visitor.sees(/The lesson ends in five minutes/);
    assert.doesNotMatch((await visitor.messages()).join('\n'), /Delivered|Read$/m);
    // Typing would be read as something the user said.
    await visitor.type('half a sentence');
    await visitor.connection((connection) => {
      connection.setTyping(true, 'half');
      connection.markRead();
    });
    control().act('context', { session: 's1', flat: false });
    const nested = await visitor.hears('chat-conversation', /ar-AR/);
    assert.equal(nested.context.agent.audio_enabled, true);
    control().act('context', { session: 's1', flat: true, language: 'de-DE' });
    await visitor.hears('chat-conversation', /de-DE/);
    assert.deepEqual(control().received(), ['مرحبا Anna']);
    visitor.leave();
  });

  it('speech belongs to the answer before it', { timeout: 60_000 }, async () => {
    control().set({ audio: true });
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    await visitor.say('Say something');
    await visitor.reads(/You said: Say something/);
    await visitor.holds(() => {
      const { messages } = document.querySelector('chat-widget') as unknown as { messages: { text: string; parts: { type: string }[] }[] };
      return messages.some(({ text, parts }) => text.startsWith('You said') && parts.some(({ type }) => type === 'audio'));
    });
    assert.equal((await visitor.texts()).length, 2);
    visitor.leave();
  });

  it('another session is another connection; nothing of the first is shown in it', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    await visitor.say('In the first');
    await once(visitor, 'You said: In the first');
    await visitor.set({ conversation: 's2' });
    await eventually(() => control().clients.at(-1)!.path.includes('/realtime-session/s2') && control().clients.filter(({ open }) => open).length === 1, 'it did not follow');
    await visitor.is('connected');
    assert.deepEqual(await visitor.texts(), []);
    control().act('transcript', { session: 's2', text: 'In the second' });
    await once(visitor, 'In the second');
    // An error, and the close after it: the reason is the server's.
    control().act('error', { session: 's2', message: 'Unknown session', code: 1008 });
    await visitor.hears('chat-error', /Unknown session/);
    await visitor.is('connected');
    // No session at all.
    await visitor.set({ conversation: false });
    await visitor.is('failed');
    await visitor.hears('chat-error', /missing-setting.*conversation/);
    await visitor.set({ conversation: 's1' });
    await visitor.is('connected');
    visitor.leave();
  });
});
