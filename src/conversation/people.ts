import { lean, type Participant, type Presence, type Typing, type TypingEvent } from '../domain/index.js';

/** Typing that is not renewed ends by itself after this long. Milliseconds. */
export const TYPING_LASTS = 6000;

interface Entry {
  readonly participant: Participant;
}

/** A list with someone's entry, where they stand in it or at its end. */
function withEntry<T extends Entry>(list: readonly T[], entry: T): readonly T[] {
  const is = ({ participant }: T) => participant.id === entry.participant.id;
  return list.some(is) ? list.map((e) => (is(e) ? entry : e)) : [...list, entry];
}

/** Who is writing, after one more notice. */
export function typingAfter(list: readonly Typing[], { participant, on, text }: TypingEvent, now: number): readonly Typing[] {
  return on ? withEntry(list, lean({ participant, text, until: now + TYPING_LASTS })) : typingWithout(list, participant.id);
}

/** The same list when nothing changed. */
export function typingWithout(list: readonly Typing[], id: string): readonly Typing[] {
  const left = list.filter((t) => t.participant.id !== id);
  return left.length < list.length ? left : list;
}

/** The same list when nothing changed. */
export function presenceAfter(list: readonly Presence[], { participant, online }: Presence): readonly Presence[] {
  return list.some((p) => p.participant.id === participant.id && p.online === online) ? list : withEntry(list, { participant, online });
}
