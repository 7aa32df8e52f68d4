/**
 * One at a time on the whole page. Players of one copy of the script and of another one do not know each other, so they talk through an event of
 * the document: `take` (I begin: everybody else stops), `ask` (is anybody playing? whoever is prevents the default), `free` (I have stopped).
 */
const NAME = 'chat-elements:audio';

interface Word {
  readonly who: object;
  readonly what: 'take' | 'ask' | 'free';
}

export interface Talker {
  /** Somebody else begins: stop. */
  stop(): void;
  isPlaying(): boolean;
  /** Nobody plays any more. */
  freed(): void;
}

export class Turn {
  #talker: Talker;
  #on = false;

  constructor(talker: Talker) {
    this.#talker = talker;
  }

  connect(): void {
    if (!this.#on) document.addEventListener(NAME, this.#hear);
    this.#on = true;
  }

  disconnect(): void {
    document.removeEventListener(NAME, this.#hear);
    this.#on = false;
  }

  take(): void {
    this.#say('take');
  }

  free(): void {
    this.#say('free');
  }

  /** Somebody else plays. */
  isTaken(): boolean {
    return !this.#say('ask');
  }

  #say(what: Word['what']): boolean {
    return document.dispatchEvent(new CustomEvent<Word>(NAME, { cancelable: true, detail: { who: this, what } }));
  }

  #hear = (event: Event): void => {
    const { who, what } = (event as CustomEvent<Word>).detail;
    if (who === this) return;
    if (what === 'take') this.#talker.stop();
    else if (what === 'free') this.#talker.freed();
    else if (this.#talker.isPlaying()) event.preventDefault();
  };
}
