import 'chat-elements';

const find = (selector) => document.querySelector(selector);
const log = [];
const say = (line) => (find('output').textContent = (log.push(line), log.join(', ')));

const widget = find('chat-widget');
widget.getToken = () => 'token of ada';
widget.addEventListener('chat-open', () => say('opened'));
widget.addEventListener('chat-send', (event) => say(`sent: ${event.detail.text}`));

find('#toggle').onclick = ({ currentTarget }) => {
  if (widget.isConnected) widget.remove();
  else find('main').append(widget);
  currentTarget.textContent = widget.isConnected ? 'Take away' : 'Bring back';
};
find('#rename').onclick = () => widget.setAttribute('heading', 'Renamed');
find('#answer').onclick = () => widget.addMessage({ text: 'How can I help?', author: { role: 'agent', name: 'Grace' } });
find('#more').onclick = () => (find('message-list').messages = [{ id: '1', text: 'First' }, { id: '2', text: 'Second' }]);
