import 'chat-elements/chat-widget';
import type {} from 'chat-elements/react';

interface Props {
  readonly user: { readonly id: string };
  readonly getToken: () => Promise<string>;
}

export function Support({ user, getToken }: Props) {
  return (
    <chat-widget
      url="wss://chat.example"
      heading="Support"
      user-id={user.id}
      getToken={getToken}
      onchat-message={(event) => console.log(event.detail.message.text)}
    />
  );
}
