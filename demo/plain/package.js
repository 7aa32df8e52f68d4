import 'chat-elements/chat-widget';

const chat = document.querySelector('chat-widget');
const echo = { id: 'echo', role: 'ai', name: 'Echo' };

chat.setMessages([{ author: echo, text: 'I say everything twice.' }]);

chat.addEventListener('chat-send', (event) => {
  event.preventDefault();
  const { text } = event.detail;
  chat.addMessage({ own: true, text });
  chat.setTyping(echo, true);
  setTimeout(() => {
    chat.setTyping(echo, false);
    chat.addMessage({ author: echo, text: `${text} ${text}` });
  }, 600);
});
