import { register } from 'vue-advanced-chat';
register();
let chat;
let list = [];
const message = (text, i) => ({ _id: `m${i}`, indexId: i, content: text, senderId: i % 2 ? 'ada' : 'me', username: 'Ada', date: '1 May', timestamp: '12:00' });
export default {
  mount() {
    chat = document.createElement('vue-advanced-chat');
    Object.assign(chat, { currentUserId: 'me', rooms: [{ roomId: 'r', roomName: 'R', avatar: '', users: [{ _id: 'me', username: 'Me' }, { _id: 'ada', username: 'Ada' }] }], roomId: 'r', roomsLoaded: true, messagesLoaded: true, singleRoom: true, height: '600px', messages: [] });
    document.body.append(chat);
  },
  history(texts) {
    list = texts.map(message);
    chat.messages = list;
  },
  add(text) {
    list = [...list, message(text, list.length | 1)];
    chat.messages = list;
  },
  startStream() {
    this.add(' ');
  },
  chunk(text) {
    const last = list.at(-1);
    list = [...list.slice(0, -1), { ...last, content: last.content + text }];
    chat.messages = list;
  },
  input: () => chat.shadowRoot.querySelector('textarea'),
  shows: (text) => chat.shadowRoot.textContent.includes(text),
};
