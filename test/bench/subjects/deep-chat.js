import 'deep-chat';
let chat;
export default {
  mount() {
    chat = document.createElement('deep-chat');
    chat.connect = { handler() {} };
    chat.style.width = '420px';
    chat.style.height = '600px';
    document.body.append(chat);
  },
  history(texts) {
    chat.history = texts.map((text, i) => ({ text, role: i % 2 ? 'ai' : 'user' }));
  },
  add(text) {
    chat.addMessage({ text, role: 'ai' });
  },
  startStream() {
    chat.addMessage({ text: ' ', role: 'ai' });
    this.text = '';
  },
  chunk(text) {
    this.text += text;
    chat.updateMessage({ text: this.text, role: 'ai' }, chat.getMessages().length - 1);
  },
  input: () => chat.shadowRoot.querySelector('#text-input, [contenteditable]'),
  shows: (text) => chat.shadowRoot.textContent.includes(text),
};
