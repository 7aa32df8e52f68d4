import 'chat-elements/chat-widget';
import type {} from 'chat-elements/solid';

interface Props {
  readonly user: { readonly id: string };
  readonly getToken: () => Promise<string>;
}

export function Support(props: Props) {
  return (
    <chat-widget
      url="wss://chat.example"
      heading="Support"
      user-id={props.user.id}
      prop:getToken={props.getToken}
      on:chat-message={(event) => console.log(event.detail.message.text)}
    />
  );
}
