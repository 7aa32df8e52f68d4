import { define } from '../shared/define.js';
import { ConnectionBadge } from './connection-badge.js';

define('connection-badge', ConnectionBadge);

declare global {
  interface HTMLElementTagNameMap {
    'connection-badge': ConnectionBadge;
  }
}
