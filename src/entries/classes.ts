/** `chat-elements/classes`: everything there is, and nothing happens when it is imported. */
export * from '../../components/agent-inbox/agent-inbox.js';
export * from '../../components/audio-player/audio-player.js';
export * from '../../components/chat-composer/chat-composer.js';
export * from '../../components/chat-connection/chat-connection.js';
export * from '../../components/chat-widget/chat-widget.js';
export * from '../../components/connection-badge/connection-badge.js';
export * from '../../components/message-list/message-list.js';
export * from '../../components/typing-indicator/typing-indicator.js';
export { defineAll } from './define-all.js';
export { createConnection, type ConnectionOptions } from '../embed/create-connection.js';
export { version } from '../embed/version.js';
export { registerProtocol } from '../protocols/registry.js';
export { ChatError, type ChatErrorDetail, type ErrorCode } from '../errors/index.js';
export type { Codec, CodecContext, CodecSession, Decoded, Encoded, Exchange, Frame, Liveness, Subscription, Target } from '../protocols/codec.js';
export type { ChatSession, FedSession, SessionChange, SessionEventName, SessionEvents } from '../session/types.js';
export type { OwnedSession } from '../context/create.js';
export type { ChatElementsApi, ChatElementsGlobal, DefineOptions, MountOptions } from '../embed/types.js';
export type * from '../domain/index.js';
