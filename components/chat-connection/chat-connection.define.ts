import { define } from '../shared/define.js';
import { ChatConnection } from './chat-connection.js';

define('chat-connection', ChatConnection);
