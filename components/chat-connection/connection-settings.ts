import type { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { DEFAULT_ADDRESS, DEFAULT_TUNING, ROLES, type Role, type Settings, type Tuning } from '../../src/domain/index.js';
import { warnOnce } from '../../src/errors/index.js';
import { bool } from '../shared/converters.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a mixin takes whatever its base takes
type Constructor<T> = abstract new (...args: any[]) => T;

type Source = string | (() => string | undefined | Promise<string | undefined>);

/** What an element that makes a connection can be told: all of `<chat-connection>`'s attributes. */
export interface ConnectionSettings {
  url?: string;
  protocol: string;
  conversation?: string;
  userId?: string;
  userName?: string;
  userRole?: Role;
  token?: Source;
  getToken?: () => string | undefined | Promise<string | undefined>;
  noAutoconnect: boolean;
  reconnectDelay?: number;
  maxReconnectDelay?: number;
  reconnectMultiplier?: number;
  maxAttempts?: number;
  heartbeatInterval: number;
  requestTimeout: number;
  connectTimeout: number;
  queueSize?: number;
  typingThrottle: number;
  pollingInterval: number;
  shareTabs: boolean;
  websiteId?: string;
  peerField: string;
  socketPath: string;
  namespace: string;
  eventsUrl?: string;
  messagesUrl?: string;
  historyUrl?: string;
  host?: string;
  party?: string;
  protocols?: string;
  debug: boolean;
  /** @internal Everything above, as a session takes it. */
  readonly connectionSettings: Settings;
}

const NUMBERS = ['reconnectDelay', 'maxReconnectDelay', 'reconnectMultiplier', 'maxAttempts', 'heartbeatInterval', 'requestTimeout', 'connectTimeout', 'queueSize', 'typingThrottle', 'pollingInterval'] as const;

/** Adds the properties and attributes of a connection to an element. Numbers that are unset, or not usable, are left to the protocol's and then to the common defaults. */
export function WithConnectionSettings<B extends Constructor<LitElement>>(Base: B): B & Constructor<ConnectionSettings> {
  abstract class Configured extends Base implements ConnectionSettings {
    /** Backend base, http(s) or ws(s); a path alone means the page's own origin. */
    @property() url?: string;
    /** `party`, `realtime-session`, `user-channel`, `cossistant`, `topics`, `socket-io`, or a name given to `registerProtocol()`. */
    @property() protocol = DEFAULT_ADDRESS.protocol;
    /** Conversation, session, room or peer id, as the protocol calls it. */
    @property() conversation?: string;
    /** Who is writing. */
    @property({ attribute: 'user-id' }) userId?: string;
    /** Their name, as others see it. */
    @property({ attribute: 'user-name' }) userName?: string;
    /** `visitor`, `agent`, `ai` or `system`. */
    @property({ attribute: 'user-role' }) userRole?: Role;
    /** A string, or (property only) a function that is asked before every connect. Never shown, never logged. */
    @property() token?: Source;
    /** Asked before every connect; goes before `token`. 10 s at most. */
    @property({ attribute: false }) getToken?: () => string | undefined | Promise<string | undefined>;
    /** Wait for `connect()`. */
    @property({ type: Boolean, attribute: 'no-autoconnect', converter: bool }) noAutoconnect = false;
    /** Milliseconds of the first retry's random range; default per protocol, else 1000. */
    @property({ type: Number, attribute: 'reconnect-delay' }) reconnectDelay?: number;
    /** Milliseconds; default per protocol, else 30000. */
    @property({ type: Number, attribute: 'max-reconnect-delay' }) maxReconnectDelay?: number;
    /** Factor from one retry to the next, 1 or more; default per protocol, else 1.5. */
    @property({ type: Number, attribute: 'reconnect-multiplier' }) reconnectMultiplier?: number;
    /** Attempts in a row before `failed`; default per protocol, else no end. */
    @property({ type: Number, attribute: 'max-attempts' }) maxAttempts?: number;
    /** Milliseconds between signs of life, where the protocol has a ping. */
    @property({ type: Number, attribute: 'heartbeat-interval' }) heartbeatInterval = DEFAULT_TUNING.heartbeatInterval;
    /** Milliseconds to wait for an answer. */
    @property({ type: Number, attribute: 'request-timeout' }) requestTimeout = DEFAULT_TUNING.requestTimeout;
    /** Milliseconds to wait for a socket to open. */
    @property({ type: Number, attribute: 'connect-timeout' }) connectTimeout = DEFAULT_TUNING.connectTimeout;
    /** Unsent messages kept, 5 MB at most; default per protocol, else 1000. Over it a send is refused, visibly. */
    @property({ type: Number, attribute: 'queue-size' }) queueSize?: number;
    /** Milliseconds between live typing frames. */
    @property({ type: Number, attribute: 'typing-throttle' }) typingThrottle = DEFAULT_TUNING.typingThrottle;
    /** Milliseconds between requests while the socket cannot be had, where the protocol can poll. */
    @property({ type: Number, attribute: 'polling-interval' }) pollingInterval = DEFAULT_TUNING.pollingInterval;
    /** One socket for all tabs of the page's origin. */
    @property({ type: Boolean, attribute: 'share-tabs', converter: bool }) shareTabs = false;
    /** The team's website: whose inbox an agent sees, and where a visitor's conversations belong. */
    @property({ attribute: 'website-id' }) websiteId?: string;
    /** `socket-io`: the field that names the other side. */
    @property({ attribute: 'peer-field' }) peerField = DEFAULT_ADDRESS.peerField;
    /** `socket-io`: path of the endpoint. */
    @property({ attribute: 'socket-path' }) socketPath = DEFAULT_ADDRESS.socketPath;
    /** `socket-io`: namespace. */
    @property() namespace = DEFAULT_ADDRESS.namespace;
    /** HTTP path for polling, with `{conversation}` in it. */
    @property({ attribute: 'events-url' }) eventsUrl?: string;
    /** HTTP path for sending, with `{conversation}` in it. */
    @property({ attribute: 'messages-url' }) messagesUrl?: string;
    /** HTTP path of the history, with `{conversation}` and `{user-id}` in it. */
    @property({ attribute: 'history-url' }) historyUrl?: string;
    /** PartySocket's own addressing for `party`, in place of `url`: the host. */
    @property() host?: string;
    /** PartySocket's own addressing for `party`: the party's name. */
    @property() party?: string;
    /** WebSocket sub-protocols, separated by spaces or commas. */
    @property() protocols?: string;
    /** Log every frame, redacted, and dispatch `chat-frame`. */
    @property({ type: Boolean, converter: bool }) debug = false;

    get connectionSettings(): Settings {
      const role = this.userRole;
      if (role && !ROLES.includes(role)) warnOnce('invalid-input', { name: 'user-role', problem: `"${role}" is none of ${ROLES.join(', ')}` });
      return {
        address: {
          url: this.url ?? undefined,
          host: this.host ?? undefined,
          party: this.party ?? undefined,
          protocol: this.protocol || DEFAULT_ADDRESS.protocol,
          conversation: this.conversation || undefined,
          userId: this.userId === undefined || this.userId === null ? undefined : String(this.userId),
          userName: this.userName ?? undefined,
          userRole: role && ROLES.includes(role) ? role : undefined,
          websiteId: this.websiteId ?? undefined,
          peerField: this.peerField || DEFAULT_ADDRESS.peerField,
          socketPath: this.socketPath || DEFAULT_ADDRESS.socketPath,
          namespace: this.namespace || DEFAULT_ADDRESS.namespace,
          eventsUrl: this.eventsUrl ?? undefined,
          messagesUrl: this.messagesUrl ?? undefined,
          historyUrl: this.historyUrl ?? undefined,
          subprotocols: this.protocols?.split(/[\s,]+/).filter(Boolean),
        },
        tuning: this.#tuning(),
        token: this.getToken ?? this.token ?? undefined,
        debug: this.debug,
        shareTabs: this.shareTabs,
      };
    }

    #tuning(): Partial<Tuning> {
      const out: Partial<Record<keyof Tuning, number>> = {};
      for (const name of NUMBERS) {
        const value = this[name];
        if (value === undefined || value === null) continue;
        if (Number.isNaN(value) || value < (name === 'reconnectMultiplier' || name === 'connectTimeout' ? 1 : 0)) warnOnce('invalid-input', { name, problem: `${value} is not a number in its range` });
        else out[name] = value;
      }
      return out;
    }
  }
  return Configured as unknown as B & Constructor<ConnectionSettings>;
}
