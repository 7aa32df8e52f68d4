/** The app of React and Preact: `#framework` is the file of that name beside each one's main.tsx. */
import 'chat-elements';
import type { ChatWidget, MessageInput } from 'chat-elements/classes';
import { name, useRef, useState } from '#framework';

const getToken = () => 'token of ada';

export function App() {
  const widget = useRef<ChatWidget>(null);
  const [shown, setShown] = useState(true);
  const [heading, setHeading] = useState('Support for Ada');
  const [log, setLog] = useState<string[]>([]);
  const [messages, setMessages] = useState<MessageInput[]>([{ id: '1', text: 'First' }]);
  const say = (line: string) => setLog((before) => [...before, line]);

  return (
    <main>
      <h1>{name}</h1>
      <button onClick={() => setShown(!shown)}>{shown ? 'Take away' : 'Bring back'}</button>
      <button onClick={() => setHeading('Renamed')}>Rename</button>
      <button onClick={() => widget.current?.addMessage({ text: 'How can I help?', author: { role: 'agent', name: 'Grace' } })}>Answer</button>
      <button onClick={() => setMessages([...messages, { id: '2', text: 'Second' }])}>More</button>
      <output>{log.join(', ')}</output>
      <message-list messages={messages} />
      {shown && (
        <chat-widget ref={widget} heading={heading} user-id="ada" emoji max-file-size={1000} getToken={getToken} onchat-open={() => say('opened')} onchat-send={(event) => say(`sent: ${event.detail.text}`)}>
          <button slot="header-actions">Help</button>
        </chat-widget>
      )}
    </main>
  );
}
