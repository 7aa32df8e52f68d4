/** Compiled, never run: every line that is wrong must be seen as wrong. */
import type {} from '#framework';

export const right = [
  <chat-widget heading="Support" user-id="ada" placement="bottom-start" open={false} onchat-send={(event) => event.detail.text.trim()} />,
  <chat-connection url="wss://chat.example" max-attempts={3} getToken={async () => 'token'} onchat-status={(event) => event.detail.status} />,
  <message-list messages={[{ text: 'Hello' }]} />,
];
export const wrong = [
  // @ts-expect-error no such corner
  <chat-widget placement="top" />,
  // @ts-expect-error a heading is text
  <chat-widget heading={5} />,
  // @ts-expect-error no such attribute
  <chat-widget headign="Support" />,
  // @ts-expect-error a token comes as text
  <chat-widget getToken={() => 5} />,
  // @ts-expect-error the detail has no such member
  <chat-widget onchat-send={(event) => event.detail.words} />,
  // @ts-expect-error a message has no such member
  <message-list messages={[{ words: 'Hello' }]} />,
];
