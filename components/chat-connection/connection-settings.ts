import type { LitElement, PropertyDeclaration } from 'lit';
import { ADDRESS, NUMBERS, settingsOf } from '../../src/context/settings-of.js';
import { DEFAULT_ADDRESS, DEFAULT_TUNING, type Role, type Settings } from '../../src/domain/index.js';
import { declared, flags } from '../shared/converters.js';

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
  get connectionSettings(): Settings;
}

/** These stand on the element from the start; the others are left to the protocol's and then to the common defaults. */
const { heartbeatInterval, requestTimeout, connectTimeout, typingThrottle, pollingInterval } = DEFAULT_TUNING;

/** An attribute without a value sets nothing, as templates leave it where they have none. */
export const NUMBER: PropertyDeclaration<number | undefined> = { converter: (text) => (text?.trim() ? +text : undefined) };

/** Adds the properties and attributes of a connection to an element. Numbers that are unset, or not usable, are left to the protocol's and then to the common defaults. */
export function WithConnectionSettings<B extends Constructor<LitElement>>(Base: B): B & Constructor<ConnectionSettings> {
  abstract class Configured extends Base implements ConnectionSettings {
    static properties = {
      ...declared(`${ADDRESS} token protocols`),
      ...declared(NUMBERS.join(' '), NUMBER),
      ...flags('noAutoconnect shareTabs debug'),
      getToken: { attribute: false },
    };

    /** Backend base, http(s) or ws(s); a path alone means the page's own origin.
     * @attr */
    declare url?: string;
    /** `party`, `realtime-session`, `user-channel`, `cossistant`, `topics`, `socket-io`, or a name given to `registerProtocol()`.
     * @attr */
    declare protocol: string;
    /** Conversation, session, room or peer id, as the protocol calls it.
     * @attr */
    declare conversation?: string;
    /** Who is writing.
     * @attr user-id */
    declare userId?: string;
    /** Shown to the others.
     * @attr user-name */
    declare userName?: string;
    /** `visitor`, `agent`, `ai` or `system`.
     * @attr user-role */
    declare userRole?: Role;
    /** A string, or (property only) a function that is asked before every connect. Never shown, never logged.
     * @attr */
    declare token?: Source;
    /** Asked before every connect; goes before `token`. 10 s at most. */
    declare getToken?: () => string | undefined | Promise<string | undefined>;
    /** Wait for `connect()`.
     * @attr no-autoconnect */
    declare noAutoconnect: boolean;
    /** Milliseconds that the waits between attempts are reckoned from; default per protocol, else 1000.
     * @attr reconnect-delay */
    declare reconnectDelay?: number;
    /** Milliseconds; default per protocol, else 30000.
     * @attr max-reconnect-delay */
    declare maxReconnectDelay?: number;
    /** Factor from one retry to the next, 1 or more; default per protocol, else 1.5.
     * @attr reconnect-multiplier */
    declare reconnectMultiplier?: number;
    /** Attempts in a row before `failed`; default per protocol, else no end.
     * @attr max-attempts */
    declare maxAttempts?: number;
    /** Milliseconds between signs of life, where the protocol has a ping.
     * @attr heartbeat-interval */
    declare heartbeatInterval: number;
    /** Milliseconds to wait for an answer.
     * @attr request-timeout */
    declare requestTimeout: number;
    /** Milliseconds to wait for a socket to open.
     * @attr connect-timeout */
    declare connectTimeout: number;
    /** Unsent messages kept, 5 MB at most; default per protocol, else 1000. Over it a send is refused, visibly.
     * @attr queue-size */
    declare queueSize?: number;
    /** Milliseconds between live typing frames.
     * @attr typing-throttle */
    declare typingThrottle: number;
    /** Milliseconds between requests while the socket cannot be had, where the protocol can poll.
     * @attr polling-interval */
    declare pollingInterval: number;
    /** One socket for all tabs of the page's origin.
     * @attr share-tabs */
    declare shareTabs: boolean;
    /** The team's website: whose inbox an agent sees, and where a visitor's conversations belong.
     * @attr website-id */
    declare websiteId?: string;
    /** `socket-io`: the field that names the other side.
     * @attr peer-field */
    declare peerField: string;
    /** `socket-io`: path of the endpoint.
     * @attr socket-path */
    declare socketPath: string;
    /** `socket-io`: namespace.
     * @attr */
    declare namespace: string;
    /** HTTP path for polling, with `{conversation}` and `{user-id}` in it.
     * @attr events-url */
    declare eventsUrl?: string;
    /** HTTP path for sending, with `{conversation}` and `{user-id}` in it.
     * @attr messages-url */
    declare messagesUrl?: string;
    /** HTTP path or address of the history, with `{conversation}`, `{user-id}`, `{limit}`, `{offset}` in it; what is left out is added as a parameter.
     * @attr history-url */
    declare historyUrl?: string;
    /** PartySocket's own addressing for `party`, in place of `url`: the host.
     * @attr */
    declare host?: string;
    /** PartySocket's own addressing for `party`: the party's name.
     * @attr */
    declare party?: string;
    /** WebSocket sub-protocols, separated by spaces or commas.
     * @attr */
    declare protocols?: string;
    /** Log every frame, redacted, and dispatch `chat-frame`.
     * @attr */
    declare debug: boolean;

    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
    constructor(...args: any[]) {
      super(...args);
      Object.assign(this, DEFAULT_ADDRESS, { heartbeatInterval, requestTimeout, connectTimeout, typingThrottle, pollingInterval, noAutoconnect: false, shareTabs: false, debug: false });
    }

    get connectionSettings(): Settings {
      return settingsOf(this);
    }
  }
  return Configured as unknown as B & Constructor<ConnectionSettings>;
}
