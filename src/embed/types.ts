import type { Codec } from '../protocols/codec.js';
import type { CodecLoader } from '../protocols/registry.js';
import type { StringsInput } from '../i18n/register.js';
import type { ConnectionOptions, CreatedConnection } from './create-connection.js';

/** What a widget is mounted with: every attribute of `<chat-connection>` and `<chat-widget>`, in camelCase or as written in HTML. Functions and objects are set as properties. */
export interface MountOptions {
  readonly url?: string;
  readonly protocol?: string;
  readonly conversation?: string;
  readonly heading?: string;
  /** Asked before every connect. */
  readonly getToken?: () => string | undefined | Promise<string | undefined>;
  /** Where to put it. Default: the end of `<body>`. */
  readonly target?: Element;
  readonly [name: string]: unknown;
}

export interface DefineOptions {
  /** Put in front of every tag, such as `acme-`: `<acme-chat-widget>`. */
  readonly prefix?: string;
}

/** What the script offers a page, once its modules are there. */
export interface ChatElementsApi {
  readonly version: string;
  /** Defines all elements; with a prefix under other names. Resolves when they are defined. */
  defineAll(options?: DefineOptions): Promise<void>;
  registerProtocol(name: string, codec: Codec | CodecLoader): void;
  /** Changes words of a language, such as `registerStrings('de', { heading: 'Hilfe' })`. What is on the page follows. */
  registerStrings(lang: string, words: StringsInput): Promise<void>;
  /** A connection without an element, for pages that draw their own chat. */
  createConnection(options?: ConnectionOptions): Promise<CreatedConnection>;
  /** Puts a floating widget on the page, or gives back the one that is there for the same url. */
  mount(options?: MountOptions): HTMLElement;
}

export type Ready = (api: ChatElementsGlobal) => void;

/** `window.ChatElements` after the script ran. Until the modules are there, its methods load them and answer with a promise. */
export interface ChatElementsGlobal extends ChatElementsApi {
  /** Calls each function with this object: at once, or as soon as the modules are there (which it then asks for without delay). */
  push(...callbacks: readonly Ready[]): void;
  readonly ready: Promise<ChatElementsGlobal>;
  /** A second copy of the script hands its tag to the first one. */
  again?(script: HTMLScriptElement | null): void;
}

declare global {
  interface Window {
    ChatElements?: ChatElementsGlobal | Ready[];
  }
}
