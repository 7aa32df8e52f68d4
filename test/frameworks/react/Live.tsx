import 'chat-elements';
import type {} from 'chat-elements/react';
import { useState } from 'react';

export function Live({ server, user }: { server: string; user: string }) {
  const [status, setStatus] = useState('');
  const [heard, setHeard] = useState('');
  return (
    <chat-connection url={server} conversation="frameworks" user-id={user} user-name={user} onchat-status={(event) => setStatus(event.detail.status)} onchat-message={(event) => setHeard(event.detail.message.text)}>
      <h1>React, live</h1>
      <output>{`${status}; heard: ${heard}`}</output>
      <connection-badge />
      <chat-widget display="inline" heading="Live" />
    </chat-connection>
  );
}
