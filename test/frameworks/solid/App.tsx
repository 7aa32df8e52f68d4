import 'chat-elements';
import type {} from 'chat-elements/solid';
import type { ChatWidget, MessageInput } from 'chat-elements/classes';
import { createSignal, Show } from 'solid-js';

const getToken = () => 'token of ada';

export function App() {
  let widget: ChatWidget | undefined;
  const [shown, setShown] = createSignal(true);
  const [heading, setHeading] = createSignal('Support for Ada');
  const [log, setLog] = createSignal<string[]>([]);
  const [messages, setMessages] = createSignal<MessageInput[]>([{ id: '1', text: 'First' }]);
  const say = (line: string) => setLog((before) => [...before, line]);

  return (
    <main>
      <h1>Solid</h1>
      <button onClick={() => setShown(!shown())}>{shown() ? 'Take away' : 'Bring back'}</button>
      <button onClick={() => setHeading('Renamed')}>Rename</button>
      <button onClick={() => widget?.addMessage({ text: 'How can I help?', author: { role: 'agent', name: 'Grace' } })}>Answer</button>
      <button onClick={() => setMessages([...messages(), { id: '2', text: 'Second' }])}>More</button>
      <output>{log().join(', ')}</output>
      <message-list prop:messages={messages()} />
      <Show when={shown()}>
        <chat-widget ref={(element) => (widget = element)} heading={heading()} attr:user-id="ada" emoji attr:max-file-size={1000} prop:getToken={getToken} on:chat-open={() => say('opened')} on:chat-send={(event) => say(`sent: ${event.detail.text}`)}>
          <button slot="header-actions">Help</button>
        </chat-widget>
      </Show>
    </main>
  );
}
