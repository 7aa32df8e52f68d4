import { define } from '../shared/define.js';
import { AgentInbox } from './agent-inbox.js';

define('agent-inbox', AgentInbox);

declare global {
  interface HTMLElementTagNameMap {
    'agent-inbox': AgentInbox;
  }
}
