import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import 'chat-elements/chat-widget';
import type { Message } from 'chat-elements/classes';

@Component({
  selector: 'app-support',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <chat-widget
      url="wss://chat.example"
      heading="Support"
      [attr.user-id]="user.id"
      [getToken]="getToken"
      (chat-message)="heard($event)"
    ></chat-widget>
  `,
})
export class Support {
  readonly user = { id: 'ada' };
  readonly getToken = async () => 'token of ada';

  heard({ detail }: CustomEvent<{ message: Message }>): void {
    console.log(detail.message.text);
  }
}
