import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, one, parts, type, under, until } from '../harness.js';

const reason = (element: Element) => element.shadowRoot!.querySelector('#reason')?.textContent ?? '';

describe('a composer that is off', () => {
  it('says that the conversation is closed, keeps the text, and is on again when it opens', async () => {
    const session = fakeConnection({ capabilities: { attachments: 'upload' } });
    const element = document.createElement('chat-composer');
    element.attachments = element.emoji = true;
    await under(element, session);
    type(element.input!, 'One more thing');
    session.setInfo({ status: 'closed' });
    await until(() => reason(element) === 'This conversation is closed. Nothing more can be written here.');
    expect(element.input!.readOnly && element.input!.getAttribute('aria-disabled')).to.equal('true');
    expect(element.input!.getAttribute('aria-describedby')!.split(' ').map((id) => element.shadowRoot!.getElementById(id)?.textContent)).to.include(reason(element));
    expect(parts(element, 'attach').length + all(element, 'button', 'Insert emoji').length).to.equal(0);
    expect(element.send()).to.equal(false);
    await expectAccessible(element);
    session.setInfo({ status: 'open' });
    await until(() => !element.input!.readOnly && element.input!.getAttribute('aria-disabled') === 'false');
    expect(element.draft).to.equal('One more thing');
    one(element, 'button', 'Send').click();
    expect(session.sent.length).to.equal(1);
  });

  it('keeps the focus: what was written can be read and copied', async () => {
    const session = fakeConnection();
    const element = document.createElement('chat-composer');
    await under(element, session);
    const focused = () => element.shadowRoot!.activeElement;
    type(element.input!, 'One more thing');
    element.focus();
    session.setInfo({ status: 'closed' });
    await until(() => reason(element));
    expect(focused() === element.input, 'still in the box').to.equal(true);
    element.input!.blur();
    element.focus();
    expect(focused() === element.input, 'and can be there').to.equal(true);
  });

  it('has the focus from what goes away, and from nowhere else', async () => {
    const session = fakeConnection({ capabilities: { attachments: 'upload' } });
    const element = document.createElement('chat-composer');
    element.attachments = element.emoji = true;
    await under(element, session);
    const focused = () => element.shadowRoot!.activeElement;
    await until(() => parts(element, 'attach').length && parts(element, 'emoji').length);
    parts(element, 'attach')[0]!.focus();
    session.setInfo({ status: 'closed' });
    await until(() => parts(element, 'attach').length === 0);
    expect(focused() === element.input, 'from the button to the box').to.equal(true);
    session.setInfo({ status: 'open' });
    await until(() => parts(element, 'emoji').length);
    parts(element, 'emoji')[0]!.click();
    await until(() => all(element, 'dialog').length && focused() === element.shadowRoot!.querySelector('.emoji-search'), 'the picker');
    session.setInfo({ status: 'closed' });
    await until(() => all(element, 'dialog').length === 0, 'no emoji for what cannot be written');
    expect(focused() === element.input, 'from the picker to the box').to.equal(true);
    element.input!.blur();
    session.setInfo({ status: 'open' });
    await until(() => !reason(element));
    session.setInfo({ status: 'closed' });
    await until(() => reason(element));
    expect(focused() === null, 'not to where it was not').to.equal(true);
  });

  it('says that the person is signed out', async () => {
    const session = fakeConnection();
    const element = document.createElement('chat-composer');
    await under(element, session);
    session.setConnection('failed', { error: { code: 'signed-out', message: 'The backend did not accept the token.' } });
    await until(() => reason(element) === 'You are signed out. Sign in to write.');
    session.setConnection('connected');
    await until(() => reason(element) === '' && !element.input!.readOnly);
  });
});
