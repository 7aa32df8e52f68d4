/** What the contract promises, by element: the manifest has to name all of it, for those elements that exist. */
export interface Promised {
  readonly attributes?: readonly string[];
  readonly properties?: readonly string[];
  readonly methods?: readonly string[];
  readonly events?: readonly string[];
  readonly slots?: readonly string[];
  readonly parts?: readonly string[];
  readonly cssProperties?: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const CONNECTION = words(`url protocol conversation user-id user-name user-role token no-autoconnect reconnect-delay max-reconnect-delay reconnect-multiplier max-attempts
  heartbeat-interval request-timeout connect-timeout queue-size typing-throttle polling-interval share-tabs website-id peer-field socket-path namespace
  events-url messages-url history-url host party debug`);
const CONNECTION_EVENTS = words('chat-status chat-message chat-receipt chat-typing chat-presence chat-conversation chat-error chat-frame');

/** Promised too, by elements and features that are still to come: move them up when they are there. */
export const TO_COME: Readonly<Record<string, Promised>> = { 'chat-widget': { parts: ['toast'] } };

export const CONTRACT: Readonly<Record<string, Promised>> = {
  'chat-connection': {
    attributes: CONNECTION,
    properties: words('getToken status connected error attempts stats'),
    methods: words('connect disconnect retry send sendMessage subscribe unsubscribe registerHandlers requestPending setTyping markRead'),
    events: CONNECTION_EVENTS,
    slots: [''],
  },
  'connection-badge': {
    attributes: words('compact for status'),
    parts: words('base dot label retry'),
  },
  'chat-widget': {
    attributes: [
      ...words('display open placement heading placeholder greeting avatar conversation for attachments voice no-receipts no-markdown typing-preview sounds'),
      ...CONNECTION,
    ],
    properties: words('messages unread draft'),
    methods: words('send show hide toggle focus scrollToMessage search clear setMessages addMessage updateMessage appendText setTyping'),
    events: [...words('chat-open chat-close chat-unread chat-send'), ...CONNECTION_EVENTS],
    slots: words('launcher header header-actions empty before-composer composer-actions'),
    parts: words(`launcher unread panel header heading close messages day message message-own message-other bubble author avatar time status attachment jump typing
      composer input send attach record`),
    cssProperties: words(`--chat-accent --chat-on-accent --chat-surface --chat-surface-2 --chat-text --chat-text-2 --chat-border --chat-own-bubble --chat-other-bubble
      --chat-danger --chat-ok --chat-font --chat-font-size --chat-radius --chat-shadow --chat-panel-width --chat-panel-height --chat-z-index --chat-inset`),
  },
  'typing-indicator': {
    attributes: words('for conversation preview'),
    parts: words('base dots dot label preview'),
  },
  'audio-player': {
    attributes: words('src autoplay queue rate volume label for'),
    methods: words('play pause seek enqueue next clear'),
    events: words('chat-error'),
    parts: words('base play seek waveform time rate volume'),
  },
  'agent-inbox': {},
  'connection-inspector': {},
  'message-list': { parts: words('day message bubble') },
  'chat-composer': { attributes: ['voice'], parts: words('input send record') },
};
