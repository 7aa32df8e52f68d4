import type { Participant } from './participant.js';

/**
 * Where a message is on its way.
 * `pending`: kept here, not confirmed by the backend. `sent`: the backend has it (or took it, where it cannot confirm).
 * `delivered`: it reached someone else's device. `read`: someone else saw it. `failed`: it will not go out unless retried.
 */
export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** The order in which a status may move forward; a late receipt never moves it back. */
export const STATUS_RANK: Readonly<Record<MessageStatus, number>> = { failed: 0, pending: 0, sent: 1, delivered: 2, read: 3 };

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /** Stands in for content that cannot be shown here: the elements say so in their own language, `text` is for everyone else. */
  readonly notice?: 'unsupported';
}
/** A picture, film, sound or file that lives at a URL (http(s), or `blob:` while it is still local). */
export interface MediaPart {
  readonly type: 'image' | 'video' | 'audio' | 'file';
  readonly url: string;
  readonly name?: string;
  /** Media type, such as `image/png`. */
  readonly mime?: string;
  /** Bytes. */
  readonly size?: number;
  /** Words that stand in for the picture. */
  readonly alt?: string;
  /** Seconds, for sound and film. */
  readonly duration?: number;
  /** Pixels, of a picture or film: its place is kept until it is there. */
  readonly width?: number;
  readonly height?: number;
}
/** Something under way that ends in another message or part, such as a picture being made. */
export interface ProgressPart {
  readonly type: 'progress';
  readonly label: string;
  /** What it is, such as `photo`: the elements have words of their own for some; `label` is for the others. */
  readonly kind?: string;
  /** 0 to 1; absent when unknown. */
  readonly value?: number;
  /** Seconds expected in all, as the backend guessed. */
  readonly estimate?: number;
}
/** A titled box with up to three actions; a pressed action is sent as an ordinary message, one with a `url` is a link. */
export interface CardPart {
  readonly type: 'card';
  readonly title: string;
  readonly text?: string;
  readonly image?: string;
  /** Words that stand in for the picture; none: it says nothing that the title does not. */
  readonly alt?: string;
  readonly actions?: readonly { readonly label: string; readonly value: string; readonly url?: string }[];
}
export type Part = TextPart | MediaPart | ProgressPart | CardPart;

export interface Reaction {
  /** One emoji. */
  readonly emoji: string;
  /** Ids of who gave it, in order. */
  readonly by: readonly string[];
}

export interface Message {
  /** The backend's id once known, else the client's. Unique within the conversation. */
  readonly id: string;
  /** The id under which this client sent it. Stays when the backend gives its own: lists key by `clientId ?? id`. */
  readonly clientId?: string;
  readonly conversation: string;
  readonly author: Participant;
  /** Written by whoever uses this page. */
  readonly own: boolean;
  readonly parts: readonly Part[];
  /** All text parts joined by line breaks; what search and copy use. */
  readonly text: string;
  readonly createdAt: Date;
  readonly status: MessageStatus;
  /** Why it failed, for people. */
  readonly statusReason?: string;
  /** Position in the backend's log, where it has one. Orders before anything else. */
  readonly seq?: number;
  readonly editedAt?: Date;
  /** Taken back by its author: shown as a notice in its place. */
  readonly deletedAt?: Date;
  /** Still being written by a stream. */
  readonly streaming?: boolean;
  /** Id of the message that this one answers. */
  readonly replyTo?: string;
  readonly reactions?: readonly Reaction[];
  /** Free data of the backend, handed through untouched. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a person or an integrator wants to send. */
export interface Draft {
  readonly text?: string;
  readonly parts?: readonly Part[];
  readonly replyTo?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a page hands to `setMessages()` and `addMessage()`: every field but the author's role and a text or part may be left out. */
export interface MessageInput {
  readonly id?: string;
  readonly author?: Partial<Participant>;
  readonly own?: boolean;
  readonly text?: string;
  readonly parts?: readonly Part[];
  /** Date, ISO 8601 text, or milliseconds since 1970. */
  readonly createdAt?: Date | string | number;
  readonly status?: MessageStatus;
  /** Why it is `failed`, for people. */
  readonly statusReason?: string;
  readonly replyTo?: string;
  readonly streaming?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The joined text of parts. */
export function textOf(parts: readonly Part[]): string {
  return parts.filter((p): p is TextPart => p.type === 'text').map((p) => p.text).join('\n');
}
