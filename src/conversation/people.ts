import type { PresenceEvent, Presence, Typing, TypingEvent } from '../domain/index.js';

/** Typing that is not renewed ends by itself after this long. Milliseconds. */
export const TYPING_LASTS = 6000;

/** Who is writing, after one more notice. The same list when nothing changed. */
export function typingAfter(list: readonly Typing[], event: TypingEvent, now: number): readonly Typing[] {
  if (!event.on) return typingWithout(list, event.participant.id);
  const entry: Typing = { participant: event.participant, until: now + TYPING_LASTS, ...(event.text !== undefined && { text: event.text }) };
  const known = list.some((t) => t.participant.id === event.participant.id);
  return known ? list.map((t) => (t.participant.id === event.participant.id ? entry : t)) : [...list, entry];
}

export function typingWithout(list: readonly Typing[], id: string): readonly Typing[] {
  return list.some((t) => t.participant.id === id) ? list.filter((t) => t.participant.id !== id) : list;
}

export function presenceAfter(list: readonly Presence[], { participant, online }: PresenceEvent): readonly Presence[] {
  const known = list.find((p) => p.participant.id === participant.id);
  if (!known) return [...list, { participant, online }];
  return known.online === online ? list : list.map((p) => (p === known ? { participant, online } : p));
}
