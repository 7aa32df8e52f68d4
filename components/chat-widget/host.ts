import type { CSSResult, ReactiveControllerHost } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import type { ConversationView } from '../../src/domain/index.js';
import type { Emitter } from '../shared/report-load.js';
import type { Formats, Strings } from '../../src/i18n/index.js';

/** The widget as its parts see it. */
export interface WidgetHost extends ReactiveControllerHost, HTMLElement, Emitter {
  readonly session: ChatSession | undefined;
  /** What connection it is to have: one that is not there (yet) must not be taken for none. */
  readonly for?: string;
  readonly view: ConversationView | undefined;
  readonly conversation?: string;
  readonly display: string;
  readonly open: boolean;
  /** Whether the panel is there to be seen. */
  readonly shown: boolean;
  readonly unread: number;
  readonly draft: string;
  readonly heading?: string;
  readonly placeholder?: string;
  readonly greeting?: string;
  readonly avatar?: string;
  readonly noReceipts: boolean;
  readonly noMarkdown: boolean;
  readonly typingPreview: boolean;
  readonly voice: boolean;
  readonly attachments: boolean;
  readonly emoji: boolean;
  readonly accept?: string;
  readonly maxFileSize?: number;
  /** Messages up to and with this one were cleared from the screen. */
  readonly clearedTo?: string;
  readonly sounds: boolean;
  readonly hours?: string | Readonly<Record<string, string>>;
  readonly timeZone?: string;
  readonly offlineForm: boolean;
  readonly preChat?: unknown;
  readonly consent?: string;
  /** Consent is asked for and not given yet: nothing may be connected or kept. */
  readonly waits: boolean;
  /** The conversation was resolved or closed. */
  readonly ended: boolean;
  userName?: string;
  readonly strings: Strings;
  readonly formats: Formats;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Adds the styles of a part that came later. */
  adopt(sheet: CSSResult): void;
  /** What the tab remembers of this widget; with a value: remembers it. */
  memory(what: 'open' | 'greeting' | 'consent' | 'pre-chat', value?: string): string | null;
  /** The person opens or closes the panel. */
  byPerson(open: boolean): void;
  /** Consent was given. */
  agree(): void;
  send(text: string, metadata?: Readonly<Record<string, unknown>>): void;
}
