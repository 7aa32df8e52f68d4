import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'chat-elements';
import type { MessageInput } from 'chat-elements/classes';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <h1>Angular</h1>
      <button (click)="shown.set(!shown())">{{ shown() ? 'Take away' : 'Bring back' }}</button>
      <button (click)="heading.set('Renamed')">Rename</button>
      <button (click)="answer()">Answer</button>
      <button (click)="more()">More</button>
      <output>{{ log().join(', ') }}</output>
      <message-list [messages]="messages()"></message-list>
      @if (shown()) {
        <chat-widget [heading]="heading()" user-id="ada" emoji [attr.max-file-size]="1000" [getToken]="getToken" (chat-open)="say('opened')" (chat-send)="sent($event)">
          <button slot="header-actions">Help</button>
        </chat-widget>
      }
    </main>
  `,
})
export class App {
  readonly getToken = () => 'token of ada';
  readonly shown = signal(true);
  readonly heading = signal('Support for Ada');
  readonly log = signal<string[]>([]);
  readonly messages = signal<MessageInput[]>([{ id: '1', text: 'First' }]);

  say(line: string): void {
    this.log.update((before) => [...before, line]);
  }

  sent(event: CustomEvent<{ text: string }>): void {
    this.say(`sent: ${event.detail.text}`);
  }

  answer(): void {
    document.querySelector('chat-widget')?.addMessage({ text: 'How can I help?', author: { role: 'agent', name: 'Grace' } });
  }

  more(): void {
    this.messages.update((before) => [...before, { id: '2', text: 'Second' }]);
  }
}
