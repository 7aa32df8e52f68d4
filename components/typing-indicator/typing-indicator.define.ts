import { define } from '../shared/define.js';
import { TypingIndicator } from './typing-indicator.js';

define('typing-indicator', TypingIndicator);
