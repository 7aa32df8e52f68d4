import { define } from '../shared/define.js';
import { MessageList } from './message-list.js';

define('message-list', MessageList);
