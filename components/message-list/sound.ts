import { nothing } from 'lit';
import { Directive, directive, PartType, type ChildPart, type PartInfo } from 'lit/directive.js';
import type { ChatSession } from '../../src/context/index.js';
import { changeStrings } from '../../src/i18n/index.js';
import { audio } from '../../src/i18n/audio.js';
import type { MediaPart, Message } from '../../src/domain/index.js';
import { AudioPlayer } from '../audio-player/audio-player.js';
import { createElement } from '../shared/create-element.js';
import { mediaUrl } from './text.js';
import { authorName, type Words } from './words.js';

/** Where the speech of a message is kept. Absent: a page's own messages, which have files only. */
export interface Heard {
  readonly context?: { readonly session: ChatSession | undefined };
}

/**
 * The small player in a bubble: of a sound file, or of the speech that came for the message. It stays the same element while its message changes, so that
 * a growing text beside it does not silence it. Made by its class, since under `defineAll({ prefix })` the tag is another.
 */
class SoundDirective extends Directive {
  #player: AudioPlayer | undefined;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.CHILD) throw new Error('sound() stands between tags');
    changeStrings(audio);
  }

  override render(part: MediaPart, words: Words & Heard, message: Message): unknown {
    const player = (this.#player ??= createElement('audio-player', AudioPlayer));
    const { strings } = words;
    const src = mediaUrl(part.url);
    const speech = part.url === '';
    if (!src && !speech) return nothing;
    player.compact = true;
    player.toggleAttribute('own', message.own);
    player.label = message.own ? strings.ownSound : strings.soundFrom(authorName(message.author, words));
    player.from = words.context?.session;
    player.conversation = message.conversation || undefined;
    // A list of voice messages must not ask the backend for all of them: what a file is, is looked at when it is played.
    player.lazy = { duration: part.duration };
    if (speech) player.message = message.id;
    else player.src = src;
    return player;
  }

  override update(_part: ChildPart, [part, words, message]: Parameters<this['render']>): unknown {
    return this.render(part, words, message);
  }
}

export const sound = directive(SoundDirective);
